import type { Rule } from './rule.ts';

export const whiteSpaceOnly: Rule = ({ text }) => (text.trim() === '' ? 'refuse' : null);
