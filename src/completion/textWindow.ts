/** A document as lines without their ends; asking for one must be cheap. */
export type Lines = { count: number; text: (line: number) => string };

/** What stands around a cursor. `startLine` and `startColumn` say where `before` begins. */
export type TextWindow = {
  before: string;
  startLine: number;
  startColumn: number;
  after: string;
  /** `after` reaches the document's end. */
  isAfterComplete: boolean;
};

/** Lines of the window above the cursor's block of lines, and below the cursor. */
const linesAbove = 240;
const linesBelow = 80;
/** The window's first line moves in steps of so many lines, so that a key or a new line does not move it. */
const stepLines = 80;
/** Characters on either side at most: one line of minified code can be megabytes. */
const charactersAbove = 16_000;
const charactersBelow = 6_000;
/** Where one line fills the window, its start moves in steps of so many columns. */
const stepColumns = 4_000;

/** Copies what stands around the cursor, line by line and never more than the window holds. */
export function windowAround(lines: Lines, line: number, column: number): TextWindow {
  const here = lines.text(line);
  const startColumn = Math.max(0, Math.ceil((column - charactersAbove) / stepColumns) * stepColumns);
  const farthest = Math.max(0, Math.floor(line / stepLines) * stepLines - linesAbove);
  const above: string[] = [];
  let room = charactersAbove - column;
  let startLine = line;
  while (startLine > farthest) {
    const text = lines.text(startLine - 1);
    room -= text.length + 1;
    if (room < 0) break;
    above.push(text);
    startLine--;
  }
  if (startLine > farthest) {
    // Ended by its characters: it begins at a multiple of some lines, which costs it a quarter of them at most.
    const step = Math.max(1, 2 ** Math.floor(Math.log2((line - startLine) / 4 || 1)));
    startLine = Math.min(line, Math.ceil(startLine / step) * step);
  }
  const before = [
    ...above.slice(0, line - startLine).toReversed(),
    here.slice(startLine === line ? startColumn : 0, column),
  ];

  const after = [here.slice(column, column + charactersBelow)];
  let left = charactersBelow - (here.length - column);
  let endLine = line;
  const lastLine = Math.min(lines.count - 1, line + linesBelow);
  while (endLine < lastLine) {
    const text = lines.text(endLine + 1);
    left -= text.length + 1;
    if (left < 0) break;
    after.push(text);
    endLine++;
  }
  return {
    before: before.join('\n'),
    startLine,
    startColumn: startLine === line ? startColumn : 0,
    after: after.join('\n'),
    isAfterComplete: endLine === lines.count - 1 && here.length - column <= charactersBelow,
  };
}
