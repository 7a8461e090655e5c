import { expect, test } from 'vitest';
import { endsStatement, whyNotToAsk } from './asking.ts';
import { fakeRuntime } from '../runtimes/testing/fakeRuntime.ts';
import { at } from './testing/at.ts';
import { never, testEngine, testOptions } from './testing/engine.ts';

test.each([
  ['a character was deleted', 'let total█', 'let tota█', 'deleting'],
  ['a word was deleted', 'let total█\n', 'let █\n', 'deleting'],
  ['a line was deleted', 'a;\nb;\n█c;\n', 'a;\n█c;\n', 'deleting'],
  ['the cursor went back', 'let total█', 'let tot█al', 'insideWord'],
  ['the cursor went back to a line end', 'a;\nb;█\n', 'a;█\nb;\n', null],
  ['a character was typed', 'let tota█', 'let total█', null],
  ['the model was unsure, and a space was typed', 'let total█', 'let total █', 'stillUnsure'],
  ['the model was unsure, and a bracket was closed', 'f(a█', 'f(a)█', 'stillUnsure'],
  ['the model was unsure, and a line began', 'f(a█', 'f(a\n  █', null],
  ['a word follows', 'x█', 'xy█ z', null],
  ['the cursor is inside a word', '█', 'fo█o', 'insideWord'],
  ['the cursor is in front of a word', '█', '(█foo', null],
])('%s', (_, before, now, reason) => {
  const last = { snapshot: at(before), wasUnsure: true };
  expect(whyNotToAsk(at(now), last, null)).toBe(reason);
  expect(whyNotToAsk(at(now, 'manual'), last, null)).toBe(null);
});

test.each([
  ['push(item);', 'line', true],
  ['return items', 'line', true],
  ['if (x) {', 'line', false],
  ['const f = () =>', 'line', false],
  ['a,', 'line', false],
  ['one.', 'uncertain', false],
  ['}', 'block', true],
  ['</div>', 'end', true],
  ['half of a na', 'length', false],
] as const)('%s ended by %s: a statement %s', (text, endedBy, expected) => {
  expect(endsStatement({ text, endedBy, rules: [] })).toBe(expected);
});

test('deleting asks nothing, but brings back what was suggested there before', async () => {
  const runtime = fakeRuntime({ answers: ['foo();', 'bar();'] });
  const engine = testEngine(runtime);
  await engine.suggest(at('a█'), testOptions, never);
  await engine.suggest(at('ax█'), testOptions, never);
  expect(runtime.requests).toHaveLength(2);
  expect(await engine.suggest(at('a█'), testOptions, never)).toMatchObject({ text: 'foo();' });
  expect(await engine.suggest(at('█'), testOptions, never)).toMatchObject({ kind: 'none', reason: 'deleting' });
  expect(runtime.requests).toHaveLength(2);
  expect(await engine.suggest(at('█', 'manual'), testOptions, never)).toMatchObject({ kind: 'suggestion' });
});

test('an entry of the editor’s list comes and goes without a key: no deletion', async () => {
  const runtime = fakeRuntime({ answers: ['.log(x);'] });
  const engine = testEngine(runtime);
  await engine.suggest({ ...at('console█'), entry: 4 }, testOptions, never);
  const shorter = await engine.suggest({ ...at('cons█'), entry: 0 }, testOptions, never);
  expect(shorter).not.toMatchObject({ reason: 'deleting' });
});

test('what the grammar cut is no whole statement', () => {
  expect(endsStatement({ text: 'const x', endedBy: 'block', rules: ['breaksSyntax'] })).toBe(false);
});
