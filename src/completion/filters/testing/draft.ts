import { at } from '../../testing/at.ts';
import type { Draft } from '../rule.ts';

/** `text` at the cursor `█` of `code`. */
export function draftAt(code: string, text: string, more: Partial<Draft> = {}): Draft {
  const { before, after } = at(code);
  return { text, before, after, replaceAfter: 0, isManual: false, isTypedThrough: false, ...more };
}
