import { balanceOf } from './brackets.ts';
import { lineBeforeOf, restOfLineOf } from './lines.ts';
import type { Rule } from './rule.ts';

/**
 * The text of one line holds all that follows the cursor on its line, in order and to the last character, and opens and closes
 * the same: it is meant instead. VS Code draws such a replacement as ghost text only where what is replaced is a subsequence of
 * what is inserted. Compared are whole words and signs; the word that the cursor stands in may be the end of a longer one.
 */
export const rewritesRest: Rule = ({ text, before, after, replaceAfter }) => {
  const rest = restOfLineOf(after).trimEnd();
  if (replaceAfter > 0 || rest === '' || text.includes('\n') || text === rest || isClosers(rest)) return null;
  const { quote } = balanceOf(lineBeforeOf(before));
  const [ours, theirs] = [balanceOf(text, quote), balanceOf(rest, quote)];
  const isSameBalance = String(ours.open) === String(theirs.open) && String(ours.closes) === String(theirs.closes);
  if (ours.quote !== theirs.quote || !isSameBalance || !text.endsWith(rest.slice(-1))) return null;
  return holds(tokensOf(text), tokensOf(rest), /\w$/.test(before)) ? { replaceAfter: rest.length } : null;
};

/** Those have a rule of their own. */
function isClosers(rest: string): boolean {
  return /^[)\]}"'`]+$/.test(rest);
}

function tokensOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}_$\s]/gu) ?? [];
}

/** Whether `parts` occur in `whole` in order, and the last of both is the same. */
function holds(whole: string[], parts: string[], isInsideWord: boolean): boolean {
  if (whole.at(-1) !== parts.at(-1)) return false;
  let at = 0;
  for (const token of whole) {
    const part = parts[at];
    if (part === undefined) break;
    if (token === part || (at === 0 && isInsideWord && /^\w/.test(part) && token.endsWith(part))) at++;
  }
  return at === parts.length;
}
