import type { Rule } from './rule.ts';

/** White space at the end moves the cursor for nothing. */
export const spaceAtEnd: Rule = ({ text }) => {
  const keep = text.trimEnd().length;
  return keep < text.length ? { keep } : null;
};
