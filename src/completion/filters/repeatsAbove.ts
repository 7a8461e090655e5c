import { filledLines, indentOf, lineBeforeOf, startsLine } from './lines.ts';
import type { Rule } from './rule.ts';

/** Lines above the cursor that a suggestion must not say again. */
const linesAbove = 2;

/** Refuses one of the lines just above once more. The same line in another block (`break;` of each case) is no repetition. */
export const repeatsAbove: Rule = ({ text, before, isManual, isTypedThrough }) => {
  const line = text.trim();
  const isLine = line.length > 3 && !line.includes('\n') && /\p{L}/u.test(line) && startsLine(text, before);
  if (!isLine || isManual || isTypedThrough) return null;
  const lineBefore = lineBeforeOf(before);
  const ownLine = text.startsWith('\n') ? text.slice(text.trimEnd().lastIndexOf('\n') + 1) : lineBefore + text;
  const above = text.startsWith('\n') ? before : before.slice(0, before.length - lineBefore.length);
  for (const earlier of filledLines(above.slice(-2000).split('\n')).slice(-linesAbove).toReversed()) {
    if (indentOf(earlier) < indentOf(ownLine)) return null;
    if (indentOf(earlier) === indentOf(ownLine) && earlier.trim() === line) return 'refuse';
  }
  return null;
};
