import { expect, test } from 'vitest';
import { fakeRuntime } from '../runtimes/testing/fakeRuntime.ts';
import { at } from './testing/at.ts';
import type { CompletionModel } from './modelCalls.ts';
import { never, testEngine, testModel, testOptions } from './testing/engine.ts';
import type { Code, Syntax } from './syntax.ts';

/** A grammar in which brackets have to match, an assignment needs a value, and `#` makes a comment. */
const brackets: Syntax = {
  errors: async ({ before, text, after }: Code) => {
    const code = before + text + after;
    let depth = 0;
    let errors = (code.match(/=[ \t]*\n[ \t]*(\n|$)|=[ \t]*$|@/g) ?? []).length;
    for (const character of code) {
      if ('({['.includes(character)) depth++;
      else if (')}]'.includes(character) && --depth < 0) errors++;
    }
    return errors + Math.max(0, depth);
  },
  placeOf: async ({ before }) => (/#[^\n]*$/.test(before) ? 'comment' : 'code'),
};

function shown(
  answer: string,
  text: string,
  options = testOptions,
): ReturnType<ReturnType<typeof testEngine>['suggest']> {
  const engine = testEngine(fakeRuntime({ answers: [answer] }), { syntax: brackets });
  return engine.suggest(at(text), options, never);
}

test('a line that only looks complete goes on', async () => {
  expect(await shown('const x =\n  1 + 2;\nconst y = 3;\n', '█')).toMatchObject({ text: 'const x =\n  1 + 2;' });
  expect(await shown('const x = 1;\nconst y = 3;\n', '█')).toMatchObject({ text: 'const x = 1;' });
});

test('what would break code that parsed is cut to its longest sound beginning', async () => {
  const outcome = await shown('if (a) {\n  b();\n  @\n}\n', '█');
  expect(outcome).toMatchObject({ text: 'if (a) {\n  b();', trace: { rules: ['breaksSyntax'] } });
});

test('what has no sound beginning is not shown, and the reason is said', async () => {
  expect(await shown('@@@ = 1', '█')).toMatchObject({ kind: 'none', reason: 'breaksSyntax' });
});

test('a block that is left open is unfinished, not broken', async () => {
  expect(await shown('if (a) {\nb', '█', { ...testOptions, length: 'line' })).toMatchObject({ text: 'if (a) {' });
});

test('code that did not parse cannot be broken', async () => {
  expect(await shown('@foo', 'x(\n█')).toMatchObject({ kind: 'suggestion', text: '@foo' });
});

test('a line that the model was not sure of to its end is unfinished, not broken', async () => {
  const runtime = fakeRuntime({ answers: ['@one two'], probability: 0.5 });
  const confidence = { first: 0.4, later: 0.9 };
  const model = (): CompletionModel => ({ ...testModel, sizeBytes: 1 });
  const engine = testEngine(runtime, { syntax: brackets, model, confidence });
  expect(await engine.suggest(at('x █'), testOptions, never)).toMatchObject({ text: '@one' });
});

test('a grammar that fails stops nothing', async () => {
  const broken: Syntax = { errors: () => Promise.reject(new Error('no')), placeOf: async () => null };
  const engine = testEngine(fakeRuntime({ answers: ['foo();'] }), { syntax: broken });
  expect(await engine.suggest(at('█'), testOptions, never)).toMatchObject({ text: 'foo();' });
});

test('where the setting says so nothing is suggested in comments, unless asked for', async () => {
  const options = { ...testOptions, inComments: false };
  expect(await shown('more', '# some█', options)).toMatchObject({ kind: 'none', reason: 'inComment' });
  expect(await shown('more', 'some█', options)).toMatchObject({ kind: 'suggestion' });
  const engine = testEngine(fakeRuntime({ answers: ['more'] }), { syntax: brackets });
  expect(await engine.suggest(at('# some█', 'manual'), options, never)).toMatchObject({ text: 'more' });
});
