import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at } from '../testing/at.ts';
import { filter, rules, type Shown } from './filter.ts';

const shownAt = (code: string, text: string): Shown => {
  const { before, after } = at(code);
  return filter(text, before, after);
};

test.each<[string, string, string, Shown]>([
  ['white space only', '█', '  \n', { reason: 'empty', rules: ['whiteSpaceOnly'] }],
  ['plain text', 'x = █\n', 'value', { text: 'value', replaceAfter: 0, rules: [] }],
  [
    'an end that is there',
    'foo(█);\n',
    'value); ',
    { text: 'value', replaceAfter: 0, rules: ['spaceAtEnd', 'overlapsRest'] },
  ],
  [
    'a chain over the end of a call',
    'get(█);\n',
    'x).then(y);',
    { text: 'x).then(y);', replaceAfter: 2, rules: ['rewritesRest'] },
  ],
  ['a bracket that the editor closed', 'f(█)\n', 'a, b)', { text: 'a, b)', replaceAfter: 1, rules: ['closedAlready'] }],
  [
    'a body over the closed brace',
    'function f() {█}\n',
    '\n  return 1;\n}',
    { text: '\n  return 1;\n}', replaceAfter: 1, rules: ['closedAlready'] },
  ],
  ['only the closed bracket', 'f(█)\n', ')', { reason: 'repeatsSuffix', rules: ['repeatsRest'] }],
  ['nothing but an end that is there', 'f(a█, 1);\n', ',', { reason: 'repeatsSuffix', rules: ['overlapsRest'] }],
  ['a sign', 'f(a)█\n', ';', { reason: 'tooShort', rules: ['tooShort'] }],
  [
    'a sign that is left of a line',
    'f() {\n  a()█\n}\n',
    ';\n}',
    { reason: 'tooShort', rules: ['overlapsNextLines', 'tooShort'] },
  ],
])('%s', (_name, code, text, expected) => {
  expect(shownAt(code, text)).toEqual(expected);
});

test('who asks by hand gets short texts too', () => {
  expect(filter(';', 'f(a)', '\n', { isManual: true })).toMatchObject({ text: ';' });
  expect(filter(';', 'f(a)', '\n', { isTypedThrough: true })).toMatchObject({ text: ';' });
});

test('each rule has a file and a test of its name', () => {
  const files = globSync('*.test.ts', { cwd: import.meta.dirname }).map((file) => basename(file, '.test.ts'));
  expect(files.toSorted()).toEqual([...Object.keys(rules), 'filter'].toSorted());
  expect(globSync('*.ts', { cwd: join(import.meta.dirname) })).toEqual(
    expect.arrayContaining(Object.keys(rules).map((name) => `${name}.ts`)),
  );
});

/** Pieces that make every rule act now and then. */
const code = fc
  .array(
    fc.constantFrom(
      'a',
      'bc',
      'foo',
      '(',
      ')',
      '{',
      '}',
      '[',
      ']',
      ';',
      ',',
      ' = ',
      '.',
      ' ',
      '\n',
      '\n  ',
      '"',
      "'",
      '`',
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));
/** A text that has often something in common with what stands around it, or with itself. */
const places = fc
  .record({ text: code, before: code, after: code, cut: fc.nat(12), kind: fc.nat(6) })
  .map(({ text, before, after, cut, kind }) => {
    const [restOfLine = ''] = after.split('\n');
    if (kind === 0) return { text: text + after.slice(0, cut), before, after };
    if (kind === 1) return { text: text.repeat(cut), before, after };
    if (kind === 2) return { text, before: `${before}\n${text}\n`, after };
    if (kind === 3) return { text: `${text}\n${restOfLine}`, before, after: `\n${after}` };
    if (kind === 4) return { text: `a${restOfLine.slice(0, cut)}foo${restOfLine.slice(cut)}`, before, after };
    if (kind === 5) return { text: after.slice(0, cut), before: `${before}\n`, after: `\n${after}` };
    return { text, before, after };
  });
const options = fc.record({ isManual: fc.boolean(), isTypedThrough: fc.boolean() });

test('what is shown begins what the model wrote, and replaces at most the rest of the line with a text that holds it', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(places, options, ({ text, before, after }, how) => {
      const shown = filter(text, before, after, how);
      for (const name of shown.rules) seen.add(name);
      if ('reason' in shown) {
        expect(rules[shown.rules.at(-1) ?? 'tooShort'].reason).toBe(shown.reason);
        return;
      }
      expect(text.startsWith(shown.text)).toBe(true);
      if (shown.rules.length === 0) expect(shown).toEqual({ text, replaceAfter: 0, rules: [] });
      const replaced = after.slice(0, shown.replaceAfter);
      expect(replaced).not.toContain('\n');
      expect(replaced).toHaveLength(shown.replaceAfter);
      expect(isSubsequence(replaced, shown.text)).toBe(true);
    }),
    { numRuns: 5000 },
  );
  // No rule is there in vain but the one of characters that these texts do not hold.
  expect([...seen, 'invisibleCharacters'].toSorted()).toEqual(Object.keys(rules).toSorted());
});

test('filtering what is shown changes nothing more', () => {
  fc.assert(
    fc.property(places, options, ({ text, before, after }, how) => {
      const shown = filter(text, before, after, how);
      if ('reason' in shown) return;
      const again = filter(shown.text, before, after, how);
      expect({ ...again, rules: [] }).toEqual({ ...shown, rules: [] });
    }),
    { numRuns: 5000 },
  );
});

test('applying what is shown leaves the document before and behind the replaced range as it is', () => {
  fc.assert(
    fc.property(places, ({ text, before, after }) => {
      const shown = filter(text, before, after);
      if ('reason' in shown) return;
      const document = before + shown.text + after.slice(shown.replaceAfter);
      expect(document.startsWith(before)).toBe(true);
      const kept = after.slice(shown.replaceAfter);
      expect(document.slice(before.length + shown.text.length)).toBe(kept);
      expect(kept.split('\n').slice(1)).toEqual(after.split('\n').slice(1));
    }),
    { numRuns: 1000 },
  );
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
    fc.property(balanced, fc.constantFrom('()', '[]', '{}'), fc.constantFrom('', ';', ' {}'), (inner, pair, end) => {
      // The user typed the opening bracket, the editor the closing one; the model writes both ends of the rest.
      const [open, close] = [pair.charAt(0), pair.charAt(1)];
      const after = `${close}${end}\nrest();\n`;
      const shown = filter(`${inner}${close}${end}`, `f${open}`, after);
      if ('reason' in shown) return;
      expect(unmatched(`f${open}${shown.text}${after.slice(shown.replaceAfter)}`)).toBe(0);
    }),
    { numRuns: 1000 },
  );
});

function isSubsequence(part: string, whole: string): boolean {
  let found = 0;
  for (const character of whole) if (character === part[found]) found++;
  return found === part.length;
}
