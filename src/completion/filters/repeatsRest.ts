import { restOfLineOf } from './lines.ts';
import type { Rule } from './rule.ts';

/** Refuses what stands after the cursor already. */
export const repeatsRest: Rule = ({ text, after }) => {
  const rest = restOfLineOf(after).trim();
  return rest !== '' && text.trim() === rest ? 'refuse' : null;
};
