import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedAlready, filter, trimOverlap } from './filters.ts';

test.each([
  ['white space only', '  \n', '', '', { reason: 'empty' }],
  ['the rest of the line again', '= 5;', 'x ', '= 5;\n', { reason: 'repeatsSuffix' }],
  ['the next line again', 'return 1;', '  ', '\n  return 1;\n', { reason: 'repeatsSuffix' }],
  ['a name that stands further down', 'value', 'x = ', '\nvalue = 1', { text: 'value', replaceAfter: 0 }],
  ['a bracket that the editor closed', 'a, b)', 'f(', ')\n', { text: 'a, b)', replaceAfter: 1 }],
  ['brackets closed in other places', 'a[0], g(1)', 'f(', ')\n', { text: 'a[0], g(1)', replaceAfter: 0 }],
  [
    'a loop head over the closed bracket',
    'let i = 0; i < n; i++) {',
    'for (',
    ')\n',
    { text: 'let i = 0; i < n; i++) {', replaceAfter: 1 },
  ],
  ['only the closed bracket', ')', 'f(', ')\n', { reason: 'repeatsSuffix' }],
  ['an end that stands there already', 'first, second', 'f(', ', second)\n', { text: 'first', replaceAfter: 0 }],
  ['a direction override', 'a\u202Eb', '', '', { reason: 'invisibleCharacters' }],
  ['a zero-width space', 'a\u200Bb', '', '', { reason: 'invisibleCharacters' }],
])('%s', (_name, text, before, after, expected) => {
  expect(filter(text, before, after)).toEqual(expected);
});

test('what is shown is a beginning of what the model wrote, and replaces nothing but closing brackets', () => {
  const code = fc.string({
    unit: fc.constantFrom('a', 'b', '(', ')', '{', '}', '[', ']', ';', ',', '.', ' ', '\n', '"'),
    maxLength: 40,
  });
  fc.assert(
    fc.property(code, code, code, (text, before, after) => {
      const shown = filter(text, before, after);
      if ('reason' in shown) return;
      expect(text.startsWith(shown.text)).toBe(true);
      expect(after.slice(0, shown.replaceAfter)).toMatch(/^[)\]}]*$/);
    }),
    { numRuns: 2000 },
  );
});

test('closed brackets are matched in order', () => {
  expect(closedAlready('x)]', ')]')).toBe(2);
  expect(closedAlready('(x)', ')')).toBe(0);
  expect(closedAlready('x]', ')')).toBe(0);
});

test('one shared character is no overlap', () => {
  expect(trimOverlap('a;', ';')).toBe('a;');
});
