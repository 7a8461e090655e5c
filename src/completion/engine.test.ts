import { describe, expect, test } from 'vitest';
import { sleep } from '../base/abort.ts';
import { Failure } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import { fakeRuntime, type FakeRuntime } from '../runtimes/testing/fakeRuntime.ts';
import { CompletionEngine, type CompletionOptions } from './engine.ts';
import type { CompletionModel } from './modelCalls.ts';
import { at } from './testing/at.ts';
import { testProfile } from './testing/profile.ts';

const model: CompletionModel = { path: '/m.gguf', name: 'm', fim: testProfile, sizeBytes: 1e6 };
const options: CompletionOptions = { length: 'block', minimumDelayMs: 0, inComments: true };
const signal = new AbortController().signal;

function engineWith(runtime: FakeRuntime, chosen: CompletionModel | null = model): CompletionEngine {
  return new CompletionEngine({ runtime, model: () => chosen, now: () => performance.now(), sleep, log: silentLog });
}

test('a key leads to one model call and a suggestion', async () => {
  const runtime = fakeRuntime({ answers: ['console.log(x);'] });
  const outcome = await engineWith(runtime).suggest(at('let x = 1;\n█'), options, signal);
  expect(outcome).toMatchObject({ kind: 'suggestion', text: 'console.log(x);', source: 'model', replaceAfter: 0 });
  expect(outcome.trace).toMatchObject({ evaluatedTokens: 1, reusedTokens: 99 });
});

test('typing what is shown answers from memory, without a request', async () => {
  const runtime = fakeRuntime({ answers: ['console.log(x);'] });
  const engine = engineWith(runtime);
  await engine.suggest(at('let x = 1;\n█'), options, signal);
  const outcome = await engine.suggest(at('let x = 1;\ncon█'), options, signal);
  expect(outcome).toMatchObject({ text: 'sole.log(x);', source: 'typeThrough' });
  expect(runtime.requests).toHaveLength(1);
});

test('typing an opening bracket that the editor closes goes on through the suggestion, and the bracket is replaced', async () => {
  const runtime = fakeRuntime({ answers: ['log(x)'] });
  const engine = engineWith(runtime);
  await engine.suggest(at('█\n'), options, signal);
  const outcome = await engine.suggest(at('log(█)\n'), options, signal);
  expect(outcome).toMatchObject({ text: 'x)', replaceAfter: 1, source: 'typeThrough' });
});

test('the same request twice in a row makes one model call, an empty answer included', async () => {
  for (const answer of ['foo();', '']) {
    const runtime = fakeRuntime({ answers: [answer] });
    const engine = engineWith(runtime);
    const first = await engine.suggest(at('a\n█'), options, signal);
    const second = await engine.suggest(at('a\n█'), options, signal);
    expect(second.kind).toBe(first.kind);
    expect(runtime.requests).toHaveLength(1);
  }
});

test('a key that disagrees with what is shown asks again, at the same anchor', async () => {
  const runtime = fakeRuntime({ answers: ['console.log(x);', 'umber = 2;'] });
  const engine = engineWith(runtime);
  await engine.suggest(at('let x = 1;\n█'), options, signal);
  const outcome = await engine.suggest(at('let x = 1;\nn█'), options, signal);
  expect(outcome).toMatchObject({ text: 'umber = 2;', source: 'model' });
  const [first, second] = runtime.requests.map((request) => request.prompt);
  // All but the typed text is the same, so that the KV cache keeps it.
  expect(second?.slice(0, -1)).toEqual(first?.slice(0, -1));
  expect([first?.at(-1), second?.at(-1)]).toEqual([{ text: 'let x = 1;\n' }, { text: 'let x = 1;\nn' }]);
});

test('the newest request wins: the one before is aborted and the runtime hears of it', async () => {
  const runtime = fakeRuntime({ answers: ['aaa bbb ccc', 'zzz'], msPerPiece: 20 });
  const engine = engineWith(runtime);
  const first = engine.suggest(at('x\n█'), options, signal);
  await sleep(5, signal);
  const second = engine.suggest(at('x\nq█'), options, signal);
  expect(await first).toMatchObject({ kind: 'none', reason: 'aborted' });
  expect(await second).toMatchObject({ kind: 'suggestion', text: 'zzz' });
  expect([runtime.aborted(), runtime.open()]).toEqual([1, 0]);
});

test('a request in flight that is writing what the user types is taken over, not asked again', async () => {
  const runtime = fakeRuntime({ answers: ['const total = add(1, 2);'], msPerPiece: 10 });
  const engine = engineWith(runtime);
  const gone = new AbortController();
  const first = engine.suggest(at('x\n█'), options, gone.signal);
  await sleep(25, signal);
  gone.abort();
  const second = engine.suggest(at('x\nc█'), options, signal);
  expect(await first).toMatchObject({ reason: 'aborted' });
  expect(await second).toMatchObject({ text: 'onst total = add(1, 2);', source: 'adopted' });
  expect(runtime.requests).toHaveLength(1);
});

test('when nobody waits any more the model is stopped', async () => {
  const runtime = fakeRuntime({ answers: ['a b c d e f g h'], msPerPiece: 60 });
  const gone = new AbortController();
  const request = engineWith(runtime).suggest(at('x\n█'), options, gone.signal);
  await sleep(20, signal);
  gone.abort();
  expect(await request).toMatchObject({ reason: 'aborted' });
  await sleep(250, signal);
  expect([runtime.aborted(), runtime.open()]).toEqual([1, 0]);
});

test('the same text is shown however fast the model is', async () => {
  const answer = 'if (x) {\n  return 1;\n}\nconst y = 2;\nconst z = 3;\n';
  const texts = [];
  for (const msPerPiece of [undefined, 1, 5]) {
    const runtime = fakeRuntime({ answers: [answer], ...(msPerPiece === undefined ? {} : { msPerPiece }) });
    const outcome = await engineWith(runtime).suggest(at('function f(x) {\n█'), options, signal);
    texts.push(outcome.kind === 'suggestion' ? outcome.text : '');
  }
  expect(new Set(texts)).toEqual(new Set(['if (x) {\n  return 1;\n}']));
});

test('the model is stopped as soon as the suggestion is complete', async () => {
  const runtime = fakeRuntime({ answers: ['foo();\n'.concat('bar();\n'.repeat(50))], msPerPiece: 1 });
  await engineWith(runtime).suggest(at('a\n█'), options, signal);
  expect([runtime.aborted(), runtime.open()]).toEqual([1, 0]);
});

describe('a reason for every silence', () => {
  test.each([
    ['noModel', null, ['x']],
    ['noFim', { ...model, fim: null }, ['x']],
    ['empty', model, ['']],
    ['repeatsSuffix', model, ['return 1;\n']],
    ['invisibleCharacters', model, ['a\u202Eb']],
    ['failed', model, [new Failure('runtimeCrashed')]],
  ] as const)('%s', async (reason, chosen, answers) => {
    const runtime = fakeRuntime({ answers: [...answers] });
    const outcome = await engineWith(runtime, chosen).suggest(at('a\n█\nreturn 1;\n'), options, signal);
    expect(outcome).toMatchObject({ kind: 'none', reason });
  });

  test('lowConfidence', async () => {
    const runtime = fakeRuntime({ answers: ['guess'], probability: 0.01 });
    expect(await engineWith(runtime).suggest(at('a\n█'), options, signal)).toMatchObject({ reason: 'lowConfidence' });
  });

  test('a large model is not asked for probabilities, and not held to them', async () => {
    const runtime = fakeRuntime({ answers: ['guess'], probability: 0.01 });
    const outcome = await engineWith(runtime, { ...model, sizeBytes: 5e9 }).suggest(at('a\n█'), options, signal);
    expect(outcome).toMatchObject({ kind: 'suggestion', text: 'guess' });
    expect(runtime.requests[0]?.probabilities).toBe(false);
  });

  test('a failure is kept with its code', async () => {
    const runtime = fakeRuntime({ answers: [new Failure('runtimeCrashed')] });
    const outcome = await engineWith(runtime).suggest(at('a\n█'), options, signal);
    expect(outcome).toMatchObject({ reason: 'failed', failure: { code: 'runtimeCrashed' } });
  });
});

test('a burst that has outgrown the context begins again at a new anchor', async () => {
  const runtime = fakeRuntime({ answers: [new Failure('contextTooLong', { needed: 2, size: 1 }), 'fine();'] });
  const engine = engineWith(runtime);
  expect(await engine.suggest(at('a\n█'), options, signal)).toMatchObject({ kind: 'suggestion', text: 'fine();' });
  const always = fakeRuntime({ answers: [new Failure('contextTooLong', { needed: 2, size: 1 })] });
  expect(await engineWith(always).suggest(at('a\n█'), options, signal)).toMatchObject({ reason: 'failed' });
  expect(always.requests).toHaveLength(2);
});

test('a request that waits while the model is switched does not load the old model again', async () => {
  const runtime = fakeRuntime({ answers: ['x'] });
  const loads: string[] = [];
  let chosen: CompletionModel = { ...model, path: '/old.gguf' };
  const load = async (wanted: { path: string }, ...rest: [AbortSignal]) => {
    loads.push(wanted.path);
    return runtime.load(model, ...rest);
  };
  const parts = { runtime: { ...runtime, load }, model: () => chosen, now: () => 0, sleep, log: silentLog };
  const engine = new CompletionEngine(parts);
  const waiting = engine.suggest(at('a█'), { ...options, minimumDelayMs: 20 }, signal);
  chosen = { ...model, path: '/new.gguf' };
  engine.reset();
  expect(await waiting).toMatchObject({ reason: 'aborted' });
  expect(loads).toEqual([]);
});

test('of two requests that nobody aborts the newer one wins, however long the older one was placing its anchor', async () => {
  const runtime = fakeRuntime({ answers: ['second();'] });
  let isFirst = true;
  const countTokens: FakeRuntime['countTokens'] = async (wanted, texts, countSignal) => {
    if (isFirst) {
      isFirst = false;
      await sleep(40, countSignal);
    }
    return runtime.countTokens(wanted, texts, countSignal);
  };
  const parts = { runtime: { ...runtime, countTokens }, model: () => model, now: () => 0, sleep, log: silentLog };
  const engine = new CompletionEngine(parts);
  const [first, second] = await Promise.all([
    engine.suggest(at('one\n█'), options, signal),
    sleep(5, signal).then(() => engine.suggest(at('two\n█'), options, signal)),
  ]);
  expect([first.kind, second.kind]).toEqual(['none', 'suggestion']);
  expect(runtime.requests).toHaveLength(1);
});

test('the setting for the length decides between a line and a block', async () => {
  const answers = ['if (x) {\n  return 1;\n}\n'];
  const shown = async (length: 'line' | 'block') =>
    engineWith(fakeRuntime({ answers })).suggest(at('f {\n█'), { ...options, length }, signal);
  expect(await shown('line')).toMatchObject({ text: 'if (x) {' });
  expect(await shown('block')).toMatchObject({ text: 'if (x) {\n  return 1;\n}' });
});

test('a user may ask for a longer wait, and a manual request never waits', async () => {
  const waits: number[] = [];
  const engine = new CompletionEngine({
    runtime: fakeRuntime({ answers: ['x'] }),
    model: () => model,
    now: () => 0,
    sleep: async (ms) => void waits.push(ms),
    log: silentLog,
  });
  await engine.suggest(at('a█', 'manual'), { ...options, minimumDelayMs: 300 }, signal);
  expect(waits).toEqual([]);
  await engine.suggest(at('ab█'), { ...options, minimumDelayMs: 300 }, signal);
  expect(waits[0]).toBe(300);
});
