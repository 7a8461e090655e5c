/** Small pure rules between what the model wrote and what is shown. None deletes inside the text. */
import type { Reason } from './outcome.ts';

export type Shown = { text: string; replaceAfter: number } | { reason: Reason };

/** Zero-width, direction-changing and tag characters (Trojan Source, CVE-2021-42574; Unicode Tags block). */
const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/u;

/** `after`: what follows the cursor. */
export function filter(text: string, before: string, after: string): Shown {
  if (invisible.test(text)) return { reason: 'invisibleCharacters' };
  const trimmed = trimEnd(text);
  if (trimmed.trim() === '') return { reason: 'empty' };
  const restOfLine = after.slice(0, lineEnd(after));
  const rest = restOfLine.trim();
  // A lone closing bracket in front of the same one is found by the bracket rule below.
  if (rest.length > 1 && trimmed.trim() === rest) return { reason: 'repeatsSuffix' };
  const nextLines = after.slice(lineEnd(after)).trimStart();
  if (rest === '' && trimmed.trim().length > 2 && nextLines.startsWith(trimmed.trim()) && startsLine(trimmed, before)) {
    return { reason: 'repeatsSuffix' };
  }
  const replaceAfter = closedAlready(trimmed, restOfLine);
  const withoutOverlap = replaceAfter > 0 ? trimmed : trimOverlap(trimmed, restOfLine);
  if (withoutOverlap.trim() === '') return { reason: 'repeatsSuffix' };
  // Writing again what the editor has closed, and nothing else.
  if (replaceAfter > 0 && withoutOverlap === restOfLine.slice(0, replaceAfter)) return { reason: 'repeatsSuffix' };
  return { text: withoutOverlap, replaceAfter };
}

function lineEnd(text: string): number {
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end;
}

function startsLine(text: string, before: string): boolean {
  return text.startsWith('\n') || /(^|\n)[ \t]*$/.test(before);
}

/** White space at the end moves the cursor for nothing. */
function trimEnd(text: string): string {
  return text.replace(/\s+$/, '');
}

/** How many closing brackets right after the cursor the text closes by itself. */
export function closedAlready(text: string, restOfLine: string): number {
  const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
  const open: string[] = [];
  let matched = 0;
  for (const character of text.slice(0, lineEnd(text))) {
    if ('([{'.includes(character)) open.push(character);
    const opener = pairs[character];
    if (opener === undefined) continue;
    if (open.at(-1) === opener) open.pop();
    else if (character === restOfLine[matched]) matched++;
    else break;
  }
  return matched;
}

/** Drops an end that stands after the cursor already; only where more than a bracket agrees, which has its own rule. */
export function trimOverlap(text: string, restOfLine: string): string {
  const most = Math.min(text.length, restOfLine.trimEnd().length);
  for (let length = most; length >= 2; length--) {
    if (text.endsWith(restOfLine.slice(0, length))) return text.slice(0, -length);
  }
  return text;
}
