import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '../base/errors.ts';
import { fakeRuntime } from '../runtimes/testing/fakeRuntime.ts';
import type { CompletionModel } from './modelCalls.ts';
import { reasons, type Outcome, type Reason } from './outcome.ts';
import type { Syntax } from './syntax.ts';
import { at } from './testing/at.ts';
import { testEngine, testModel, testOptions } from './testing/engine.ts';

type Way = { texts: string[]; answer?: string | Error; model?: CompletionModel | null; trigger?: 'manual' };

/** How each silence is reached; `editor`: by the provider, whose tests run in a real VS Code. */
const ways: Record<Reason, Way | 'editor'> = {
  aborted: { texts: ['x█'], answer: 'aborted' },
  noModel: { texts: ['x█'], model: null },
  noFim: { texts: ['x█'], model: { ...testModel, fim: null } },
  excluded: 'editor',
  onlyWhenAsked: 'editor',
  listDisagrees: 'editor',
  inComment: { texts: ['# x█'] },
  deleting: { texts: ['foo █', 'fo█'], answer: '' },
  insideWord: { texts: ['fo█o'] },
  stillUnsure: { texts: ['x█', 'x █'], answer: 'guess', model: { ...testModel, sizeBytes: 1 } },
  statementEnded: { texts: ['x █', 'x foo();█'], answer: 'foo();\nbar();' },
  empty: { texts: ['x█'], answer: '' },
  repeatsSuffix: { texts: ['a\n█\nreturn 1;\n'], answer: 'return 1;\n' },
  repeatsAbove: { texts: ['call(one);\n█'], answer: 'call(one);' },
  tooShort: { texts: ['x█'], answer: ';' },
  undoesIndentation: { texts: ['if (a) {\n  b();\n  █\n  c();\n}\n'], answer: '}' },
  breaksSyntax: { texts: ['█'], answer: '@ @ @' },
  lowConfidence: { texts: ['x█'], answer: 'guess', model: { ...testModel, sizeBytes: 1 } },
  invisibleCharacters: { texts: ['x█'], answer: 'a\u202Eb' },
  failed: { texts: ['x█'], answer: new Failure('runtimeCrashed') },
};

/** `@` is an error, and `#` begins a comment. */
const grammar: Syntax = {
  errors: async ({ before, text, after }) => (before + text + after).split('@').length - 1,
  placeOf: async ({ before }) => (before.includes('#') ? 'comment' : 'code'),
};

async function reached({ texts, answer = 'foo();', model = testModel }: Way): Promise<Outcome> {
  const runtime = fakeRuntime({ answers: [answer], probability: model?.sizeBytes === 1 ? 0.01 : 1 });
  const engine = testEngine(runtime, { model: () => model, syntax: grammar });
  const gone = new AbortController();
  if (answer === 'aborted') gone.abort();
  let outcome: Outcome | undefined;
  for (const text of texts)
    outcome = await engine.suggest(at(text), { ...testOptions, inComments: false }, gone.signal);
  if (!outcome) throw new Error('no text');
  return outcome;
}

test.each(Object.keys(reasons) as Reason[])('nothing is shown for the reason "%s", and it is said', async (reason) => {
  const way = ways[reason];
  if (way === 'editor') {
    const provider = join(import.meta.dirname, '..', 'extension', 'inlineCompletionProvider.ts');
    expect(readFileSync(provider, 'utf8')).toContain(`'${reason}'`);
  } else expect(await reached(way)).toMatchObject({ kind: 'none', reason });
});

test('each reason is a sentence that a user understands, and no two are alike', () => {
  const sentences = Object.values(reasons);
  expect(new Set(sentences).size).toBe(sentences.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[a-z].{10,90}$/);
});
