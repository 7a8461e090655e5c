import type { Chunk, ChunkReason } from './chunk.ts';
import { jaccard } from './identifiers.ts';

/** Where context is wanted: a file, and the text before and after the cursor. */
export type Neighbourhood = { path: string; languageId: string; before: string; after: string };

export type RankedPiece = Chunk & {
  /** The line after its last. */
  endLine: number;
  languageId: string;
  /** The name that a definition defines. */
  symbol: string | null;
  identifiers: readonly string[];
  /** Of the event that it comes from; a later one is greater. */
  sequence: number;
};

/** How much a reason counts besides what the texts share. Chosen, not measured. */
const weights: Readonly<Record<ChunkReason, number>> = {
  definition: 2,
  import: 1.5,
  recentEdit: 1.25,
  visited: 1.1,
  openFile: 1,
};
const otherLanguage = 0.5;
/** Scores are compared in steps, so that a word more or less at the cursor seldom changes the order. */
const steps = 40;

/** Definitions of what stands near the cursor first, then by what is shared; ties by what is newer, then by place. */
export function rank<T extends RankedPiece>(
  pieces: readonly T[],
  at: Pick<Neighbourhood, 'path' | 'languageId'>,
  near: ReadonlySet<string>,
): T[] {
  const scored = pieces.flatMap((piece) => {
    const isDefinition = piece.symbol !== null && near.has(piece.symbol);
    const shared = jaccard(near, piece.identifiers);
    // What was just edited is a hint even where it shares no name.
    if (shared === 0 && !isDefinition && piece.why !== 'recentEdit') return [];
    const language = isSameLanguage(piece, at) ? 1 : otherLanguage;
    const score = Math.ceil(shared * weights[piece.why] * language * steps) + (isDefinition ? 1_000 : 0);
    return [{ piece, score }];
  });
  return scored.toSorted((a, b) => b.score - a.score || byAge(a.piece, b.piece)).map(({ piece }) => piece);
}

function byAge(a: RankedPiece, b: RankedPiece): number {
  return b.sequence - a.sequence || compare(a.path, b.path) || a.startLine - b.startLine || compare(a.why, b.why);
}

/** By code unit: a locale would order differently on another machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Languages whose files use each other. */
const families = [
  ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'vue', 'svelte'],
  ['c', 'h', 'cc', 'cpp', 'cxx', 'hpp', 'hh', 'hxx', 'm', 'mm', 'cu'],
  ['py', 'pyi', 'ipynb'],
  ['java', 'kt', 'kts', 'scala', 'groovy'],
  ['html', 'htm', 'css', 'scss', 'less'],
  ['cs', 'vb', 'fs', 'razor', 'cshtml'],
];
const familyOf = new Map(families.flatMap((names, index) => names.map((name) => [name, String(index)])));

/** By the editor's name for the language, or by the files' endings: a file that was never shown has no such name. */
function isSameLanguage(a: { path: string; languageId: string }, b: { path: string; languageId: string }): boolean {
  return (a.languageId !== '' && a.languageId === b.languageId) || familyOfPath(a.path) === familyOfPath(b.path);
}

function familyOfPath(path: string): string {
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return familyOf.get(ending) ?? ending;
}
