import { balanceOf } from './brackets.ts';
import { lineBeforeOf, restOfLineOf } from './lines.ts';
import type { Rule } from './rule.ts';

/** Brackets and quotes that the editor has closed and the text closes by itself are replaced; writing them and nothing else is refused. */
export const closedAlready: Rule = ({ text, before, after, replaceAfter }) => {
  if (replaceAfter > 0) return null;
  const rest = restOfLineOf(after);
  const { closes } = balanceOf(text, balanceOf(lineBeforeOf(before)).quote);
  let closed = 0;
  while (closed < closes.length && closes[closed] === rest[closed]) closed++;
  if (closed === 0) return null;
  return text === rest.slice(0, closed) ? 'refuse' : { replaceAfter: closed };
};
