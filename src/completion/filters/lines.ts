/** The text on the cursor's line before the cursor. */
export function lineBeforeOf(before: string): string {
  return before.slice(before.lastIndexOf('\n') + 1);
}

/** The text on the cursor's line after the cursor. */
export function restOfLineOf(after: string): string {
  const end = after.indexOf('\n');
  return end < 0 ? after : after.slice(0, end);
}

/** Lines below the cursor's that are looked at: as many as a suggestion may have, and blank ones between them. */
const linesBelow = 40;

/** The lines below the cursor's that are not blank. */
export function nextLinesOf(after: string): string[] {
  return filledLines(after.split('\n', linesBelow).slice(1));
}

export function filledLines(lines: string[]): string[] {
  return lines.filter((line) => line.trim() !== '');
}

/** Whether `text` begins a line of its own. */
export function startsLine(text: string, before: string): boolean {
  return text.startsWith('\n') || lineBeforeOf(before).trim() === '';
}

/** Columns of leading white space, a tab counted as four. */
export function indentOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === ' ') columns++;
    else if (character === '\t') columns += 4;
    else break;
  }
  return columns;
}

/** A line that ends something: the same words one level further in or out are another end. */
export function isCloser(line: string): boolean {
  return /^\s*(<\/|[)\]}]|(end|fi|done|esac)\b)/.test(line);
}
