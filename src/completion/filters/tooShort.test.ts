import { expect, test } from 'vitest';
import { draftAt } from './testing/draft.ts';
import { tooShort } from './tooShort.ts';

test.each([';', ')', ' ;', '\n}', ');', '0', '+'])('%j is refused', (text) => {
  expect(tooShort(draftAt('a█', text))).toBe('refuse');
});

test.each(['i', '});', '=>', '10', '\n})));', '字'])('%j is shown', (text) => {
  expect(tooShort(draftAt('a█', text))).toBeNull();
});

test('what counts is what the text adds to what it replaces', () => {
  expect(tooShort(draftAt('f(█)', ');', { replaceAfter: 1 }))).toBe('refuse');
  expect(tooShort(draftAt('f(█)', 'a)', { replaceAfter: 1 }))).toBeNull();
});

test('who asks by hand, or types what is shown, keeps it', () => {
  expect(tooShort(draftAt('a█', ';', { isManual: true }))).toBeNull();
  expect(tooShort(draftAt('a█', ';', { isTypedThrough: true }))).toBeNull();
});
