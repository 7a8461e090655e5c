import type { Draft, Rule } from './rule.ts';

/** A sign, or the end of a statement or block: one key or two, which are faster pressed than read. */
const notWorthReading = /^(\P{L}|[)\]}"'`;,]{0,2})$/u;

/** Refuses what is too short to be worth Tab, unless the user asked for it or is typing it. */
export const tooShort: Rule = (draft) => {
  if (draft.isManual || draft.isTypedThrough) return null;
  return notWorthReading.test(added(draft).trim()) ? 'refuse' : null;
};

/** What the text adds to what it replaces. */
function added({ text, after, replaceAfter }: Draft): string {
  let at = 0;
  let left = '';
  for (const character of text) {
    if (at < replaceAfter && character === after[at]) at++;
    else left += character;
  }
  return left;
}
