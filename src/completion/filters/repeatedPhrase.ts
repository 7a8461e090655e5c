import type { Rule } from './rule.ts';

/**
 * The same words three times in a row to the end of a line, or five times anywhere: the model is stuck.
 * `f(null, null, null, 3)` and `a.next.next.next.value` are code.
 */
const stuck = /(\S[^\n]{2,29}?)(?:\1{4}|\1\1(?=$|\n))/g;

/** Lines of the longest group whose repetition is looked for. */
const longestGroup = 3;

/** Cuts a text that repeats itself behind the first time. */
export const repeatedPhrase: Rule = ({ text }) => {
  const keep = Math.min(endOfPhrase(text), endOfLines(text));
  return keep < text.length ? { keep } : null;
};

function endOfPhrase(text: string): number {
  for (const { index, 1: phrase = '' } of text.matchAll(stuck)) {
    if (isWords(phrase)) return index + phrase.length;
  }
  return Infinity;
}

/** End of the first of two equal groups of lines that follow each other. The first line is not whole, so it never counts. */
function endOfLines(text: string): number {
  const lines = text.split('\n');
  let end = (lines[0] ?? '').length + 1;
  for (let i = 1; i < lines.length; i++) {
    for (let size = 1; size <= longestGroup; size++) {
      const group = lines.slice(i, i + size).join('\n');
      const next = lines.slice(i + size, i + 2 * size).join('\n');
      if (group === next && isWords(group) && group.trim().length > 3) return end + group.length;
    }
    end += (lines[i] ?? '').length + 1;
  }
  return Infinity;
}

/** Rulers, rows of zeros and long hexadecimal numbers may repeat. */
function isWords(text: string): boolean {
  return /\p{L}{2}/u.test(text) && new Set(text).size > 2;
}
