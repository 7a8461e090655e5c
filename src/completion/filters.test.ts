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
  ['a quote that the editor closed', 'hello";', 'x = "', '"\n', { text: 'hello";', replaceAfter: 1 }],
  ['a path in closed quotes', "./b.ts';", "import a from '", "'\n", { text: "./b.ts';", replaceAfter: 1 }],
  [
    'a body over the closed brace',
    '\n  return 1;\n}',
    'function f() {',
    '}\n',
    { text: '\n  return 1;\n}', replaceAfter: 1 },
  ],
  ['a bracket inside a string', '"1) first"', 'print(', ')\n', { text: '"1) first"', replaceAfter: 0 }],
  ['an argument before the end that stands there', 'value);', 'foo(', ');\n', { text: 'value', replaceAfter: 0 }],
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
      expect(after.slice(0, shown.replaceAfter)).toMatch(/^[)\]}"]*$/);
    }),
    { numRuns: 2000 },
  );
});

test('closed brackets are matched in order', () => {
  expect(closedAlready('x)]', '', ')]')).toBe(2);
  expect(closedAlready('(x)', '', ')')).toBe(0);
  expect(closedAlready('x]', '', ')')).toBe(0);
});

test('an overlap is dropped only where what is left closes what it opens', () => {
  expect(trimOverlap('a;', ';')).toBe('a');
  expect(trimOverlap('value);', ');')).toBe('value');
  expect(trimOverlap('bar();', ');')).toBe('bar();');
  expect(trimOverlap('f(x)', ')')).toBe('f(x)');
});

/** Texts that close what they open, of brackets, quotes, names and line ends. */
const balanced = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b1', '', 'x '),
    fc
      .tuple(fc.constantFrom('()', '[]', '{}'), tie('text'))
      .map(([pair, inner]) => `${pair.charAt(0)}${inner}${pair.charAt(1)}`),
    fc.constantFrom('"s"', "'t)'", '`u`'),
    fc.tuple(tie('text'), fc.constantFrom(', ', ' ', '\n'), tie('text')).map((parts) => parts.join('')),
  ),
})).text;

test('a balanced document stays balanced, whatever of a suggestion the editor has closed already', () => {
  const unmatched = (text: string): number => {
    const bare = text.replace(/(["'`]).*?\1/gs, '');
    let depth = 0;
    for (const character of bare) {
      if ('([{'.includes(character)) depth++;
      if (')]}'.includes(character) && --depth < 0) return -1;
    }
    return depth;
  };
  fc.assert(
    fc.property(balanced, fc.constantFrom('()', '[]', '{}'), (inner, pair) => {
      // The user typed the opening bracket, the editor the closing one; the model writes both ends of the rest.
      const [open, close] = [pair.charAt(0), pair.charAt(1)];
      const shown = filter(`${inner}${close}`, `f${open}`, `${close}\nrest();\n`);
      if ('reason' in shown) return;
      const document = `f${open}${shown.text}${`${close}\nrest();\n`.slice(shown.replaceAfter)}`;
      expect(unmatched(document)).toBe(0);
    }),
    { numRuns: 1000 },
  );
});
