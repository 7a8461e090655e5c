/** Where text is cut so that a piece is small and reads as one thing. All lines are given without their ends. */

/** A piece at most: a 1,024-token model takes two, at about three characters per token. */
export const maxLines = 20;
export const maxCharacters = 1_000;
/** A longer line is generated or data; it belongs to no piece. */
const maxLineLength = 300;
/** Neighbouring small blocks (constants, one-line types) share a piece of so many lines. */
const smallLines = 8;

export type Piece = { startLine: number; text: string };

/** Lines `from` to `to`, without the latter. */
type Stretch = { from: number; to: number };

/** @param startLine the document's number of the first line */
export function cut(lines: readonly string[], startLine: number): Piece[] {
  return stretches(lines)
    .flatMap((stretch) => joinSmall(lines, split(lines, stretch, true)))
    .flatMap((stretch) => bounded(lines, stretch))
    .flatMap((stretch) => pieceOf(lines, stretch, startLine));
}

/** The piece that `line` stands in, or the nearest one. */
export function cutAround(lines: readonly string[], startLine: number, line: number): Piece | null {
  const distance = (piece: Piece): number => {
    const end = piece.startLine + lineCount(piece.text);
    return line < piece.startLine ? piece.startLine - line : Math.max(0, line - end + 1);
  };
  let nearest: Piece | null = null;
  for (const piece of cut(lines, startLine)) if (!nearest || distance(piece) < distance(nearest)) nearest = piece;
  return nearest;
}

const documents = /^\s*(?:\/\/|\/\*|\*|#|--|@|\[|<!--|"""|''')/;
const closes = /^\s*(?:[)\]}]|end\b|fi\b|done\b|esac\b)/;
const opens = /^\s*\{/;

/** What begins in `line`: its comment and attributes above, and what is indented below it. */
export function cutDefinition(lines: readonly string[], startLine: number, line: number): Piece | null {
  const first = line - startLine;
  const head = lines[first];
  if (head === undefined || head.length > maxLineLength || head.trim() === '') return null;
  const base = indentation(head);
  let from = first;
  while (from > 0 && first - from < 4 && documents.test(lines[from - 1] ?? '')) from--;
  let to = first + 1;
  while (to < lines.length) {
    const text = lines[to] ?? '';
    const isInside = text.trim() === '' || indentation(text) > base;
    const isEdge = indentation(text) === base && (closes.test(text) || (opens.test(text) && to === first + 1));
    if (text.length > maxLineLength || (!isInside && !isEdge)) break;
    to++;
    if (isEdge && closes.test(text) && !/[({[:,]\s*$/.test(text)) break;
  }
  while (from < first && !fits(lines, { from, to: first + 1 })) from++;
  while (to > first + 1 && !fits(lines, { from, to })) to--;
  return pieceOf(lines, { from, to }, startLine)[0] ?? null;
}

export function lineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function stretches(lines: readonly string[]): Stretch[] {
  const found: Stretch[] = [];
  let from = 0;
  for (let index = 0; index <= lines.length; index++) {
    if (index < lines.length && (lines[index] ?? '').length <= maxLineLength) continue;
    if (index > from) found.push({ from, to: index });
    from = index + 1;
  }
  return found;
}

/** Cuts at the paragraphs that are indented least; each cut depends only on lines near it, so that an edit moves few. */
function split(lines: readonly string[], { from, to }: Stretch, always: boolean): Stretch[] {
  if (!always && fits(lines, { from, to })) return [{ from, to }];
  const borders: number[] = [];
  for (let index = from + 1; index < to; index++) {
    const text = lines[index] ?? '';
    if ((lines[index - 1] ?? '').trim() === '' && text.trim() !== '' && !closes.test(text)) borders.push(index);
  }
  const least = Math.min(...borders.map((index) => indentation(lines[index] ?? '')));
  const cuts = borders.filter((index) => indentation(lines[index] ?? '') === least);
  return [from, ...cuts].map((start, index) => ({ from: start, to: cuts[index] ?? to }));
}

function joinSmall(lines: readonly string[], parts: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    const both = last && { from: last.from, to: part.to };
    if (both && both.to - both.from <= smallLines && fits(lines, both)) joined[joined.length - 1] = both;
    else joined.push(part);
  }
  return joined;
}

function bounded(lines: readonly string[], stretch: Stretch): Stretch[] {
  if (fits(lines, stretch)) return [stretch];
  const parts = split(lines, stretch, false);
  if (parts.length > 1) return parts.flatMap((part) => bounded(lines, part));
  // One paragraph that is too long: cut before the line indented least in the second half of what fits.
  let room = stretch.from + 1;
  while (fits(lines, { from: stretch.from, to: room + 1 })) room++;
  let at = room;
  for (let index = room - 1; index > (stretch.from + room) / 2; index--) {
    if (indentation(lines[index] ?? '') < indentation(lines[at] ?? '')) at = index;
  }
  return [{ from: stretch.from, to: at }, ...bounded(lines, { from: at, to: stretch.to })];
}

function fits(lines: readonly string[], { from, to }: Stretch): boolean {
  if (to - from > maxLines) return false;
  let characters = 0;
  for (let index = from; index < to; index++) characters += (lines[index] ?? '').length + 1;
  return characters <= maxCharacters;
}

function pieceOf(lines: readonly string[], { from, to }: Stretch, startLine: number): Piece[] {
  let first = from;
  let end = to;
  while (first < end && (lines[first] ?? '').trim() === '') first++;
  while (end > first && (lines[end - 1] ?? '').trim() === '') end--;
  if (first === end) return [];
  return [{ startLine: startLine + first, text: `${lines.slice(first, end).join('\n')}\n` }];
}

/** In columns; a tab is four. */
function indentation(line: string): number {
  let columns = 0;
  for (let index = 0; index < line.length; index++) {
    if (line[index] === '\t') columns += 4;
    else if (line[index] === ' ') columns++;
    else break;
  }
  return columns;
}
