import { balanceOf, closesWhatItOpens } from './brackets.ts';
import { lineBeforeOf, nextLinesOf, restOfLineOf } from './lines.ts';
import type { Rule } from './rule.ts';

/** Drops last lines that follow the cursor already, as long as what is left closes what it opens. */
export const overlapsNextLines: Rule = ({ text, before, after }) => {
  if (restOfLineOf(after).trim() !== '') return null;
  const next = nextLinesOf(after).map((line) => line.trimEnd());
  const lines = text.split('\n').map((line) => line.trimEnd());
  const { quote } = balanceOf(lineBeforeOf(before));
  for (let count = Math.min(next.length, lines.length - 1); count >= 1; count--) {
    const start = lines.length - count;
    if (!lines.slice(start).every((line, i) => line === next[i])) continue;
    const keep = text.split('\n').slice(0, start).join('\n').length;
    if (closesWhatItOpens(text.slice(0, keep), quote)) return { keep };
  }
  return null;
};
