import { expect, test } from 'vitest';
import { draftAt } from './testing/draft.ts';
import { whiteSpaceOnly } from './whiteSpaceOnly.ts';

test('only white space is refused', () => {
  expect(whiteSpaceOnly(draftAt('█', ' \t\n'))).toBe('refuse');
  expect(whiteSpaceOnly(draftAt('█', ''))).toBe('refuse');
  expect(whiteSpaceOnly(draftAt('█', '\n  a'))).toBeNull();
});
