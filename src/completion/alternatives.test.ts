import { expect, test } from 'vitest';
import { fakeRuntime, type FakeRuntime } from '../runtimes/testing/fakeRuntime.ts';
import type { Suggestion } from './outcome.ts';
import { at } from './testing/at.ts';
import { never, testEngine, testModel, testOptions } from './testing/engine.ts';

async function asked(answers: string[]): Promise<{ runtime: FakeRuntime; texts: string[]; again: string[] }> {
  const runtime = fakeRuntime({ answers });
  const engine = testEngine(runtime);
  const place = at('x = █', 'manual');
  const first = (await engine.suggest(place, testOptions, never)) as Suggestion;
  const texts = (await engine.alternatives(place, testOptions, first, never)).map(({ text }) => text);
  const again = (await engine.alternatives(place, testOptions, first, never)).map(({ text }) => text);
  return { runtime, texts: [first.text, ...texts], again };
}

test('who asks gets the likeliest text and others, drawn by seeds, and the same ones again without a call', async () => {
  const { runtime, texts, again } = await asked(['one();', 'two();', 'three();', 'four();']);
  expect(texts).toEqual(['one();', 'two();', 'three();']);
  expect(again).toEqual(['two();', 'three();']);
  expect(runtime.requests.map(({ sampling }) => [sampling.temperature, sampling.seed])).toEqual([
    [0, undefined],
    [0.7, 1],
    [0.7, 2],
  ]);
  // All at the same anchor: further texts cost no prompt.
  expect(new Set(runtime.requests.map(({ prompt }) => JSON.stringify(prompt))).size).toBe(1);
});

test('texts that are the same, or nothing, are not offered twice', async () => {
  expect((await asked(['one();', 'one();', ''])).texts).toEqual(['one();']);
});

test('a small model that is not sure is still asked by hand', async () => {
  const runtime = fakeRuntime({ answers: ['guess();'], probability: 0.01 });
  const engine = testEngine(runtime, { model: () => ({ ...testModel, sizeBytes: 1e6 }) });
  expect(await engine.suggest(at('x = █'), testOptions, never)).toMatchObject({ reason: 'lowConfidence' });
  expect(await engine.suggest(at('x = █', 'manual'), testOptions, never)).toMatchObject({ text: 'guess();' });
});

test('one who asks by hand where a large model is writing already waits for that call', async () => {
  const runtime = fakeRuntime({ answers: ['one two three'], msPerPiece: 10 });
  const engine = testEngine(runtime);
  const automatic = engine.suggest(at('x = █'), testOptions, never);
  await new Promise((resolve) => setTimeout(resolve, 12));
  expect(await engine.suggest(at('x = █', 'manual'), testOptions, never)).toMatchObject({ source: 'adopted' });
  await automatic;
  expect(runtime.requests).toHaveLength(1);
});

test('what a small model was not sure of was cut, and is written out by hand', async () => {
  const runtime = fakeRuntime({ answers: ['foo bar baz'], probability: 0.5 });
  const engine = testEngine(runtime, {
    model: () => ({ ...testModel, sizeBytes: 1e6 }),
    confidence: { first: 0.4, later: 0.9 },
  });
  expect(await engine.suggest(at('x = █'), testOptions, never)).toMatchObject({ text: 'foo' });
  expect(await engine.suggest(at('x = █', 'manual'), testOptions, never)).toMatchObject({ text: 'foo bar baz' });
});
