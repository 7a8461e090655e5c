import { expect, test } from 'vitest';
import { closedAlready } from './closedAlready.ts';
import { draftAt } from './testing/draft.ts';

test.each([
  ['a bracket', 'f(█)\n', 'a, b)', 1],
  ['a loop head', 'for (█)\n', 'let i = 0; i < n; i++) {', 1],
  ['a quote', 'x = "█"\n', 'hello";', 1],
  ['a path', "import a from '█'\n", "./b.ts';", 1],
  ['a body', 'function f() {█}\n', '\n  return 1;\n}', 1],
  ['two, in order', 'f([█])', 'x])', 2],
  ['the first of two', 'f([█])', 'x]', 1],
])('%s that the editor closed is replaced', (_name, code, text, replaceAfter) => {
  expect(closedAlready(draftAt(code, text))).toEqual({ replaceAfter });
});

test.each([
  ['brackets closed in other places', 'f(█)\n', 'a[0], g(1)'],
  ['a bracket inside a string', 'print(█)\n', '"1) first"'],
  ['another bracket', 'f(█)', 'x]'],
  ['a bracket further on', 'f(█ )', 'x)'],
])('%s: nothing is replaced', (_name, code, text) => {
  expect(closedAlready(draftAt(code, text))).toBeNull();
});

test('only what the editor closed is refused', () => {
  expect(closedAlready(draftAt('f([█])', '])'))).toBe('refuse');
});
