import type { Rule } from './rule.ts';

/** Zero-width, direction-changing and tag characters (Trojan Source, CVE-2021-42574; Unicode Tags block). */
const invisible = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/u;

/** What the reader cannot see is not shown. */
export const invisibleCharacters: Rule = ({ text }) => (invisible.test(text) ? 'refuse' : null);
