import { expect, test } from 'vitest';
import { spaceAtEnd } from './spaceAtEnd.ts';
import { draftAt } from './testing/draft.ts';

test('white space at the end is cut, and none before it', () => {
  expect(spaceAtEnd(draftAt('█', '  a \n\t'))).toEqual({ keep: 3 });
  expect(spaceAtEnd(draftAt('█', '\n  a'))).toBeNull();
});
