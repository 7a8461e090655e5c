import type { GgufHeader } from './ggufHeader.ts';

/** `-00002-of-00005.gguf`: which of how many parts, or null. */
export function splitPart(fileName: string): { stem: string; part: number; count: number } | null {
  const match = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i.exec(fileName);
  return match ? { stem: match[1] ?? '', part: Number(match[2]), count: Number(match[3]) } : null;
}

export function displayName(header: GgufHeader, fileName: string): string {
  if (header.basename === 'hearth-starter') return 'Starter';
  const stem = splitPart(fileName)?.stem ?? fileName.replace(/\.gguf$/i, '');
  return cleanText(header.name ?? '') || cleanText(stem) || fileName;
}

/** A name from a file anyone may have written: one short line without control or invisible characters. */
export function cleanText(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]+/gu, ' ').replace(/\s+/g, ' ');
  return line
    .trim()
    .slice(0, 80)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trim();
}

export function parameterLabel(parameters: number): string {
  if (parameters >= 99.95e9) return `${Math.round(parameters / 1e9)} B`;
  if (parameters >= 999.5e6) return `${(parameters / 1e9).toFixed(1)} B`;
  if (parameters >= 999.5e3) return `${Math.round(parameters / 1e6)} M`;
  return `${Math.max(1, Math.round(parameters / 1e3))} K`;
}

/** `7B`, `1.5B`, `494M`; of experts (`8x7B`) no number of all. */
export function sizeFromLabel(label: string | null): number | null {
  const match = /^(\d+(?:\.\d+)?)([KMBT])(?:-A\d.*)?$/i.exec(label ?? '');
  const factor = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[match?.[2]?.toUpperCase() ?? ''];
  return match && factor ? Number(match[1]) * factor : null;
}
