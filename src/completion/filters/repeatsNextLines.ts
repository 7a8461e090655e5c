import { filledLines, indentOf, isCloser, lineBeforeOf, nextLinesOf, restOfLineOf, startsLine } from './lines.ts';
import type { Draft, Rule } from './rule.ts';

/** Refuses a text whose lines are those that follow, as far as it goes. */
export const repeatsNextLines: Rule = (draft) => {
  if (restOfLineOf(draft.after).trim() !== '') return null;
  const next = nextLinesOf(draft.after);
  const isRepetition = startsLine(draft.text, draft.before) ? beginsAs(draft, next) : endsLineAs(draft, next[0]);
  return isRepetition ? 'refuse' : null;
};

function beginsAs({ text, before }: Draft, next: string[]): boolean {
  const lines = filledLines((text.startsWith('\n') ? text : lineBeforeOf(before) + text).split('\n'));
  if (lines.length > next.length || text.trim().length <= 2) return false;
  return lines.every((line, i) => {
    const there = next[i] ?? '';
    if (isCloser(line) && indentOf(line) !== indentOf(there)) return false;
    return i < lines.length - 1 ? line.trim() === there.trim() : there.trim().startsWith(line.trim());
  });
}

/** The text ends a line that has been begun, so that it is the next line once more. */
function endsLineAs({ text, before }: Draft, next = ''): boolean {
  const line = lineBeforeOf(before) + text;
  return next.trim().length > 3 && /\w/.test(next) && line.trimEnd() === next.trimEnd();
}
