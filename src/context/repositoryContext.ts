import type { Chunk, ChunkReason } from './chunk.ts';
import { cut, cutAround, cutDefinition, lineCount, type Piece } from './cutting.ts';
import { rank, type Neighbourhood, type RankedPiece } from './ranking.ts';
import { identifiersOf } from './identifiers.ts';
import { holdsSecret } from './secrets.ts';

/** Lines of a file as they are now; `startLine` is the number of the first. */
export type FileText = { path: string; languageId: string; text: string; startLine: number };

/** Something happened at `line`; the text reaches some lines further on both sides. */
export type PlaceEvent = FileText & { line: number };

/** What is known of an open file: all of it, or a window where it is large. */
export type OpenEvent = FileText & { isWhole: boolean };

/** `symbol`, used or imported in the file that the cursor is in, is defined in this file at `line`. */
export type DefinitionEvent = PlaceEvent & { symbol: string; why: 'definition' | 'import' };

/** What is kept at most; the oldest goes first. About 700 pieces of at most 1,000 characters, besides the open files' text. */
export const limits = {
  openFiles: 32,
  /** Characters and pieces that are kept of one open file. */
  openCharacters: 60_000,
  openPieces: 60,
  /** Pieces of all open files. */
  allOpenPieces: 500,
  recentEdits: 48,
  visited: 48,
  definitions: 80,
  /** Edits or visits in one file, so that the file being written does not drive out the others. */
  perFile: 8,
  /** What one call of `candidates` gives. */
  candidates: 48,
} as const;

/** Pieces with less say nothing: closing brackets, a lone comment. */
const minIdentifiers = 2;

type Kept = RankedPiece;
type OpenFile = { text: string; startLine: number; pieces: Kept[] };
type List = 'recentEdit' | 'visited' | 'definition';

/**
 * What other files hold that may help at a cursor. It is told what happened and answers from what it was told: no clock, no
 * editor, no files. The same events in the same order give the same bytes.
 */
export class RepositoryContext {
  /** In order of their last event. */
  readonly #open = new Map<string, OpenFile>();
  /** In order of their last event, the newest last. */
  readonly #lists: Record<List, Kept[]> = { recentEdit: [], visited: [], definition: [] };
  #sequence = 0;
  #last: { key: string; chunks: readonly Chunk[] } | undefined;

  noteEdit(event: PlaceEvent): void {
    this.#notePlace('recentEdit', event);
  }

  noteVisit(event: PlaceEvent): void {
    this.#notePlace('visited', event);
  }

  noteDefinition({ symbol, why, ...event }: DefinitionEvent): void {
    const piece = cutDefinition(linesOf(event.text), event.startLine, event.line);
    const kept = piece && this.#keep(piece, event, why, symbol);
    if (kept) this.#put('definition', kept);
  }

  /** A file has been opened, or is open and has changed. */
  noteOpen(event: OpenEvent): void {
    const before = this.#open.get(event.path);
    const text = event.text.slice(0, limits.openCharacters);
    this.#changed();
    this.#open.delete(event.path);
    if (before?.text === text && before.startLine === event.startLine) {
      for (const piece of before.pieces) piece.sequence = this.#sequence;
      this.#open.set(event.path, before);
      return;
    }
    const isWhole = event.isWhole && text.length === event.text.length;
    // What was cut off ends in the middle of a line.
    const lines = linesOf(text.length < event.text.length ? text.slice(0, text.lastIndexOf('\n') + 1) : text);
    this.#refresh(event, lines, isWhole);
    const pieces: Kept[] = [];
    for (const piece of cut(lines, event.startLine)) {
      const kept = pieces.length < limits.openPieces ? this.#keep(piece, event, 'openFile', null) : null;
      if (kept) pieces.push(kept);
    }
    this.#open.set(event.path, { text, startLine: event.startLine, pieces });
    let count = [...this.#open.values()].reduce((sum, file) => sum + file.pieces.length, 0);
    for (const [path, file] of this.#open) {
      if (this.#open.size <= limits.openFiles && count <= limits.allOpenPieces) break;
      this.#open.delete(path);
      count -= file.pieces.length;
    }
  }

  /** What was edited and visited in a file that is closed now stays; its other text does not. */
  noteClosed(path: string): void {
    this.#open.delete(path);
    this.#filter('definition', (piece) => piece.path !== path);
  }

  /** Drops everything of files that may not be used any more. */
  retain(isAllowed: (path: string) => boolean): void {
    const verdicts = new Map<string, boolean>();
    const allowed = (path: string): boolean => {
      const verdict = verdicts.get(path) ?? isAllowed(path);
      verdicts.set(path, verdict);
      return verdict;
    };
    for (const path of this.#open.keys()) if (!allowed(path)) this.#open.delete(path);
    for (const list of ['recentEdit', 'visited', 'definition'] as const) {
      this.#filter(list, (piece) => allowed(piece.path));
    }
  }

  clear(): void {
    this.retain(() => false);
  }

  /** Pieces kept now. */
  get size(): number {
    return this.#pieces().length;
  }

  /** Pieces of other files, the most relevant first; none overlaps or repeats another. */
  candidates(at: Neighbourhood): readonly Chunk[] {
    const near = neighbourhoodOf(at);
    const key = JSON.stringify([this.#sequence, at.path, at.languageId, near]);
    if (this.#last?.key === key) return this.#last.chunks;
    const pieces = this.#pieces().filter((piece) => piece.path !== at.path);
    const chunks: Chunk[] = [];
    const texts = new Set<string>();
    const taken = new Map<string, Kept[]>();
    for (const piece of rank(pieces, at, identifiersOf(near))) {
      const others = taken.get(piece.path) ?? [];
      if (texts.has(piece.text) || others.some((other) => overlap(other, piece))) continue;
      texts.add(piece.text);
      taken.set(piece.path, [...others, piece]);
      const { path, startLine, text, why } = piece;
      chunks.push({ path, startLine, text, why });
      if (chunks.length === limits.candidates) break;
    }
    this.#last = { key, chunks };
    return chunks;
  }

  #pieces(): Kept[] {
    const { recentEdit, visited, definition } = this.#lists;
    return [...definition, ...recentEdit, ...visited, ...[...this.#open.values()].flatMap(({ pieces }) => pieces)];
  }

  #notePlace(why: 'recentEdit' | 'visited', event: PlaceEvent): void {
    const piece = cutAround(linesOf(event.text), event.startLine, event.line);
    const kept = piece && this.#keep(piece, event, why, null);
    if (kept) this.#put(why, kept);
  }

  #keep(piece: Piece, { path, languageId }: FileText, why: ChunkReason, symbol: string | null): Kept | null {
    if (holdsSecret(piece.text)) return null;
    const identifiers = [...identifiersOf(piece.text)];
    if (identifiers.length < minIdentifiers) return null;
    const endLine = piece.startLine + lineCount(piece.text);
    return { ...piece, endLine, path, languageId, why, symbol, identifiers, sequence: this.#sequence };
  }

  /** The newest of what overlaps is the one that is true. */
  #put(list: List, piece: Kept): void {
    this.#changed();
    piece.sequence = this.#sequence;
    const same = (other: Kept): boolean =>
      other.path === piece.path && other.symbol === piece.symbol && overlap(other, piece);
    const kept = this.#lists[list].filter((other) => !same(other));
    const perFile = kept.filter(({ path }) => path === piece.path);
    const oldest = list === 'definition' || perFile.length < limits.perFile ? undefined : perFile[0];
    const all = [...kept.filter((other) => other !== oldest), piece];
    this.#lists[list] = all.slice(-maximum[list]);
  }

  /** Pieces of a file whose text is known anew move to where it stands now, and go where it stands nowhere. */
  #refresh({ path, startLine }: FileText, lines: readonly string[], isWhole: boolean): void {
    const text = `\n${lines.join('\n')}\n`;
    const endLine = startLine + lines.length;
    for (const list of ['recentEdit', 'visited', 'definition'] as const) {
      this.#filter(list, (piece) => {
        if (piece.path !== path) return true;
        if (!isWhole && (piece.endLine <= startLine || piece.startLine >= endLine)) return true;
        const at = text.indexOf(`\n${piece.text}`);
        if (at === -1) return false;
        piece.startLine = startLine + lineCount(text.slice(0, at + 1)) - 1;
        piece.endLine = piece.startLine + lineCount(piece.text);
        return true;
      });
    }
  }

  #filter(list: List, keep: (piece: Kept) => boolean): void {
    this.#changed();
    this.#lists[list] = this.#lists[list].filter(keep);
  }

  #changed(): void {
    this.#sequence++;
    this.#last = undefined;
  }
}

const maximum: Readonly<Record<List, number>> = {
  recentEdit: limits.recentEdits,
  visited: limits.visited,
  definition: limits.definitions,
};

/** Lines above the cursor in steps of so many, so that a new line seldom changes what is compared. */
const stepLines = 8;
const linesAbove = 28;
const linesBelow = 10;

/** About 40 lines around the cursor, without the word that is being typed. */
function neighbourhoodOf({ before, after }: Neighbourhood): string {
  const above = before.replace(/(?<![\w$])[\w$]+$/, '').split('\n');
  const from = Math.max(0, Math.floor((above.length - linesAbove) / stepLines) * stepLines);
  const below = after.replace(/^[\w$]+/, '').split('\n', linesBelow);
  return `${above.slice(from).join('\n').slice(-4_000)}\n${below.join('\n').slice(0, 2_000)}`;
}

function overlap(a: Kept, b: Kept): boolean {
  return a.startLine < b.endLine && b.startLine < a.endLine;
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n?|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
