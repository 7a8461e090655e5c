import { balanceOf, closesWhatItOpens } from './brackets.ts';
import { lineBeforeOf, restOfLineOf } from './lines.ts';
import type { Rule } from './rule.ts';

/**
 * Drops an end that stands after the cursor already, as long as what is left closes what it opens. A single closing bracket or
 * quote is `closedAlready`'s. Where white space stands before that end, as in front of a closing tag on a line of its own, the
 * end stays and is written over its like.
 */
export const overlapsRest: Rule = ({ text, before, after }) => {
  const rest = restOfLineOf(after).trimEnd();
  const { quote } = balanceOf(lineBeforeOf(before));
  const isWhole = (left: string): boolean => closesWhatItOpens(left, quote);
  for (let length = Math.min(text.length, rest.length); length >= 1; length--) {
    const overlap = rest.slice(0, length);
    if (!text.endsWith(overlap) || (length === 1 && !/[;,]/.test(overlap))) continue;
    const keep = text.length - length;
    if (!isWhole(text.slice(0, keep))) continue;
    if (keep === 0 || /\S$/.test(text.slice(0, keep))) return { keep };
    return text.slice(0, keep).trim() === '' ? { keep: 0 } : { replaceAfter: length };
  }
  // Lines below a first one that reaches the rest would come to stand between the rest and what belongs to it.
  const lineEnd = text.indexOf('\n');
  const keep = lineEnd - rest.length;
  if (rest.length > 1 && keep >= 0 && text.slice(0, lineEnd).endsWith(rest) && isWhole(text.slice(0, keep)))
    return { keep };
  return null;
};
