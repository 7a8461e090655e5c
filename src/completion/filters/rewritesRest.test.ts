import { expect, test } from 'vitest';
import { rewritesRest } from './rewritesRest.ts';
import { draftAt } from './testing/draft.ts';

test.each([
  ['a chain over the end of a call', 'get(█);', 'x).then(y);', 2],
  ['an assignment with more in it', 'x█ = 5;', '.y = a + 5;', 5],
  ['the end of the word at the cursor', 'f(arg█s, b)', 'uments, a + b)', 5],
  ['white space behind the rest stays', 'get(█);  ', 'x).then(y);', 2],
])('%s: the rest is replaced', (_name, code, text, replaceAfter) => {
  expect(rewritesRest(draftAt(code, text))).toEqual({ replaceAfter });
});

test.each([
  ['a call that has its own end', 'f(█, b)', 'g(a, b)'],
  ['another order', 'f(█a, b)', 'b, a, )'],
  ['letters inside other words', 'x = █in y;', 'begin; y;'],
  ['another end', 'x█ = 5;', '.y = 5; //'],
  ['several lines', 'get(█);', 'x,\n  y);'],
  ['only closing brackets', 'f(█)', 'a)'],
  ['a replacement that is found already', 'get(█);', 'x).then(y);'],
])('%s: nothing is replaced', (name, code, text) => {
  expect(rewritesRest(draftAt(code, text, { replaceAfter: name.includes('already') ? 1 : 0 }))).toBeNull();
});
