import { expect, test } from 'vitest';
import { Failure } from '../base/errors.ts';
import { failureTable, fill } from '../base/failures.ts';
import type { LoadedModel } from '../protocol/workerApi.ts';
import { statusOf, type Status, type StatusFacts } from './statusModel.ts';

const loaded = {} as LoadedModel;
const ready: StatusFacts = {
  completion: {
    kind: 'model',
    name: 'qwen2.5-coder:1.5b',
    isStarter: false,
    runtime: { kind: 'ready', model: loaded },
  },
  isOnEverywhere: true,
  language: { name: 'TypeScript', isOn: true },
  excluded: null,
  isThinking: false,
  isAnswering: false,
  lastSuggestionSeconds: 0.183,
};

function show(change: Partial<StatusFacts>): Status {
  const t = (message: string, ...values: (string | number)[]): string =>
    message.replace(/\{(\d)\}/g, (_whole, index: string) => String(values[Number(index)]));
  return statusOf(
    { ...ready, ...change },
    t,
    ({ code, values }) => fill(failureTable[code].sentence, values),
    ({ code }) => failureTable[code].nextStep,
  );
}
const withRuntime = (
  runtime: Extract<StatusFacts['completion'], { kind: 'model' }>['runtime'],
): Partial<StatusFacts> => ({
  completion: { kind: 'model', name: 'm', isStarter: false, runtime },
});
const none = (code: 'modelMissing' | 'modelNoFim'): Partial<StatusFacts> => ({
  completion: { kind: 'none', failure: { code, values: { file: 'a.gguf', name: 'mistral' } } },
});

test.each<[string, Partial<StatusFacts>, string, string[], Status['background']]>([
  ['ready', {}, '$(flame)', ['qwen2.5-coder:1.5b, on this machine', 'Last suggestion 0.18 s'], null],
  [
    'starter',
    { completion: { kind: 'model', name: 'Starter', isStarter: true, runtime: { kind: 'idle' } } },
    '$(flame) Starter',
    ['Ready, with the small built-in model', 'Choose a larger model for longer suggestions'],
    null,
  ],
  ['thinking', { isThinking: true }, '$(loading~spin)', ['Working on a suggestion'], null],
  ['answering', { isAnswering: true }, '$(loading~spin)', ['Answering in chat'], null],
  ['loading', withRuntime({ kind: 'loading', percent: 42 }), '$(loading~spin) 42 %', ['Loading m, 42 %'], null],
  ['starting', withRuntime({ kind: 'starting' }), '$(loading~spin)', ['Starting the model process'], null],
  [
    'off for this language',
    { language: { name: 'Markdown', isOn: false } },
    '$(circle-slash)',
    ['Off for Markdown', 'by the setting hearth.enable'],
    null,
  ],
  [
    'off for a secret',
    { excluded: { file: '.env', by: 'secret' } },
    '$(circle-slash)',
    ['Off for .env', 'because it may hold secrets'],
    null,
  ],
  [
    'off for an excluded file',
    { excluded: { file: 'a.ts', by: 'hearthignore' } },
    '$(circle-slash)',
    ['Off for a.ts', 'excluded by .hearthignore'],
    null,
  ],
  [
    'off, but for this language',
    { isOnEverywhere: false },
    '$(flame)',
    ['qwen2.5-coder:1.5b, on this machine', 'Last suggestion 0.18 s'],
    null,
  ],
  ['off everywhere', { isOnEverywhere: false, language: null }, '$(circle-slash) Off', ['Suggestions are off'], null],
  ['no model', none('modelMissing'), '$(flame) No model', ['a.gguf was not found.', 'Choose Another Model'], 'warning'],
  [
    'a model without FIM',
    none('modelNoFim'),
    '$(circle-slash) No completion',
    ['mistral cannot complete code in the middle of a file (no FIM tokens).', 'Choose a Completion Model'],
    null,
  ],
  [
    'error',
    withRuntime({ kind: 'failed', failure: new Failure('runtimeCrashLoop', { count: 3 }) }),
    '$(error) Hearth',
    ['The model process stopped 3 times in a row, so Hearth stopped starting it.', 'Restart Runtime'],
    'error',
  ],
])('%s', (_name, change, text, tooltip, background) => {
  expect(show(change)).toEqual({ text, tooltip: [...tooltip, 'Click for the menu'], background });
});

test('an error is said even where suggestions are off', () => {
  const failure = new Failure('runtimeHung', { seconds: 60 });
  expect(show({ ...withRuntime({ kind: 'failed', failure }), isOnEverywhere: false }).background).toBe('error');
});
