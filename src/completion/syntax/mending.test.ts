import { expect, test } from 'vitest';
import { isBalanced, mendings, tagFor } from './mending.ts';

const nothing = { head: '', tail: '' };
const long = 'x();\n'.repeat(250);

test('a short text is whole, whatever its braces', () => {
  expect(mendings('java', '}', '{')).toEqual([nothing]);
});

test('a language without braces is left as it is', () => {
  expect(mendings('python', long, long)).toEqual([nothing]);
});

test('what a cut window closes is opened, what it leaves open is closed, and the window itself is tried last', () => {
  expect(mendings('java', `${long}} }`, `${long}{`)).toEqual([
    { head: 'class A { void f() {', tail: '}' },
    { head: 'class A { void f() { {', tail: '}}' },
    nothing,
  ]);
  expect(mendings('go', `${long}}`, '')[0]).toEqual({ head: 'func f() {', tail: '' });
});

test('where all braces match, the window itself is tried first', () => {
  expect(mendings('typescript', long, long)).toEqual([
    nothing,
    { head: 'class A {', tail: '}' },
    { head: 'function f() {', tail: '}' },
  ]);
});

test('where no line stands at the margin, what encloses them all is taken for open', () => {
  const indented = long.replaceAll(/^/gm, '  ');
  expect(mendings('java', `${indented}} }`, '')[0]).toEqual({ head: 'class A { void f() { {', tail: '}' });
});

test('only the end is mended where only the end is cut', () => {
  expect(mendings('typescript', 'class A {\n', long)).toEqual([{ head: '', tail: '}' }, nothing]);
});

test('PHP without its tag gets one', () => {
  expect([tagFor('php', '$a = 1;'), tagFor('php', '<?php $a = 1;'), tagFor('go', '')]).toEqual(['<?php ', '', '']);
});

test('a suggestion is balanced or not by its braces', () => {
  expect(['', 'a', '{}', '{', '}', '}{'].map(isBalanced)).toEqual([true, true, true, false, false, false]);
});
