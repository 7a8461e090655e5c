import { expect, test } from 'vitest';
import { repeatsRest } from './repeatsRest.ts';
import { draftAt } from './testing/draft.ts';

test('the rest of the line again is refused', () => {
  expect(repeatsRest(draftAt('x █= 5;\n', '= 5;'))).toBe('refuse');
  expect(repeatsRest(draftAt('x █ = 5;\n', '= 5;'))).toBe('refuse');
  expect(repeatsRest(draftAt('f(█)\n', ')'))).toBe('refuse');
  expect(repeatsRest(draftAt('x █= 5;\n', '= 6;'))).toBeNull();
  expect(repeatsRest(draftAt('x = █\n= 5;', '= 5;'))).toBeNull();
});
