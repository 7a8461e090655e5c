/** Code longer than this is folded once its answer is complete, in lines. */
const foldAbove = 40;
/** Lines that stay visible of folded code. */
export const foldedLines = 24;

/** Lines per piece: while code streams in, only the last piece is laid out again. */
const pieceLines = 100;

export function isLong(lineCount: number): boolean {
  return lineCount > foldAbove;
}

/** Text in pieces of whole lines. */
export function splitPieces(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (++lines % pieceLines !== 0) continue;
    pieces.push(text.slice(start, at + 1));
    start = at + 1;
  }
  pieces.push(text.slice(start));
  return pieces;
}

export function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

export function firstLines(text: string, count: number): string {
  let at = -1;
  for (let line = 0; line < count; line++) {
    at = text.indexOf('\n', at + 1);
    if (at === -1) return text;
  }
  return text.slice(0, at);
}
