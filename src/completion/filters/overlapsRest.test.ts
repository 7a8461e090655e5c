import { expect, test } from 'vitest';
import { overlapsRest } from './overlapsRest.ts';
import { draftAt } from './testing/draft.ts';

test.each([
  ['an argument before the end that stands there', 'foo(█);\n', 'value);', 'value'],
  ['an end that stands there already', 'f(█, second)\n', 'first, second', 'first'],
  ['a statement sign', 'a = █;', 'b;', 'b'],
  ['the end of a string', 'x = "█";', 'hello";', 'hello'],
  ['lines below a line that reaches the rest', 'if (█) {\n}', 'a) {\n  b();\n}', 'a'],
  ['nothing else', 'x = █, 1', ',', ''],
])('%s: the end is dropped', (_name, code, text, kept) => {
  expect(overlapsRest(draftAt(code, text))).toEqual({ keep: kept.length });
});

test('what is left must close what it opens', () => {
  expect(overlapsRest(draftAt('foo(█);', 'bar();'))).toBeNull();
  expect(overlapsRest(draftAt('foo(█)', 'f(x)'))).toBeNull();
});

test('an end behind white space is written over its like', () => {
  expect(overlapsRest(draftAt('<p>█</p>', '\n  text\n</p>'))).toEqual({ replaceAfter: 4 });
  expect(overlapsRest(draftAt('f(█b);', 'a, b);'))).toEqual({ replaceAfter: 3 });
});
