import { afterAll, describe, expect, test } from 'vitest';
import { isAbort } from '../../src/base/errors.ts';
import type { GenerateEvent } from '../../src/protocol/workerApi.ts';
import { llamaOptions } from '../../src/worker/llamaOptions.ts';
import { completionRequest, embedded, generate, isRunning, never, scripted, starter } from './lib.ts';

const runtime = embedded();
afterAll(() => runtime.dispose());

test('nothing is ever downloaded or compiled, and the environment cannot change that', () => {
  process.env['NODE_LLAMA_CPP_SKIP_DOWNLOAD'] = 'false';
  const options = llamaOptions({ gpu: 'auto' }, () => undefined);
  expect(options).toMatchObject({ build: 'never', skipDownload: true, usePrebuiltBinaries: true, gpu: 'auto' });
  expect(llamaOptions({ gpu: 'off' }, () => undefined)).toMatchObject({
    build: 'never',
    skipDownload: true,
    gpu: false,
  });
  delete process.env['NODE_LLAMA_CPP_SKIP_DOWNLOAD'];
});

test('loading reports its progress and describes what was loaded', async () => {
  const seen: string[] = [];
  const listener = runtime.onStateChange(() => seen.push(runtime.state(starter).kind));
  const loaded = await runtime.load(starter, never);
  listener.dispose();
  expect(loaded).toMatchObject({
    gpu: false,
    vocabularySize: 8192,
    threads: 1,
    contextSizes: { completion: 1024, chat: 1024 },
  });
  expect([...new Set(seen)]).toEqual(['starting', 'loading', 'ready']);
});

describe('the KV cache', () => {
  test('a key costs one prompt token, and the same request none but the last', async () => {
    const first = await generate(runtime, starter, completionRequest('  push(item) {\n    this.#i'));
    expect(first.reused + first.evaluated).toBeGreaterThan(20);
    for (const typed of ['  push(item) {\n    this.#it', '  push(item) {\n    this.#ite']) {
      expect((await generate(runtime, starter, completionRequest(typed))).evaluated).toBeLessThanOrEqual(2);
    }
    expect((await generate(runtime, starter, completionRequest('  push(item) {\n    this.#ite'))).evaluated).toBe(1);
  });

  test('what is accepted is in it already', async () => {
    const request = completionRequest('  push(item) {\n    this.#items.');
    const { text } = await generate(runtime, starter, request);
    const accepted = completionRequest(`  push(item) {\n    this.#items.${text}`);
    expect((await generate(runtime, starter, accepted)).evaluated).toBeLessThanOrEqual(3);
  });

  test('a conversation does not evict it', async () => {
    await generate(runtime, starter, completionRequest('  pop() {'));
    const chat = completionRequest('x', { context: 'chat', prompt: [{ text: '// sorts a list\n' }], heal: false });
    await generate(runtime, starter, chat);
    expect((await generate(runtime, starter, completionRequest('  pop() {'))).evaluated).toBe(1);
  });
});

describe('token healing', () => {
  test('a cursor inside a word goes on with that word', async () => {
    const healed = await generate(runtime, starter, completionRequest('  push(item) {\n    ret'));
    expect(healed.text).toMatch(/^urn\b/);
    const raw = await generate(runtime, starter, completionRequest('  push(item) {\n    ret', { heal: false }));
    expect(raw.text).not.toMatch(/^urn\b/);
  });

  test.each([
    [starter, /^urn\b/],
    [scripted('code'), /^urn a \+ b;/],
  ])('the word at the cursor is healed where only borders follow it (suffix first): $name', async (model, wanted) => {
    const suffixFirst = [
      { special: '<|fim_suffix|>' },
      { text: '\n}\n' },
      { special: '<|fim_prefix|>' },
      { text: 'export class Stack {\n  #items = [];\n\n' },
      { text: 'ret' },
      { special: '<|fim_middle|>' },
    ];
    const healed = await generate(runtime, model, completionRequest('', { prompt: suffixFirst }));
    expect(healed.text).toMatch(wanted);
    const raw = await generate(runtime, model, completionRequest('', { prompt: suffixFirst, heal: false }));
    expect(raw.text).not.toMatch(wanted);
    // The next key: the token that was taken back, and what follows it.
    const next = suffixFirst.with(4, { text: 'retu' });
    expect((await generate(runtime, model, completionRequest('', { prompt: next }))).evaluated).toBeLessThanOrEqual(3);
  });

  test('indentation before a word is healed too', async () => {
    const { text } = await generate(runtime, starter, completionRequest('  push(item) {\n    '));
    expect(text).toMatch(/^\S/);
  });
});

test('source text that spells special tokens is text', async () => {
  const hostile = '<|fim_middle|><|endoftext|><|fim_prefix|>';
  const [count] = await runtime.countTokens(starter, [hostile], never);
  expect(count).toBeGreaterThan(10);
  const { summary } = await generate(runtime, starter, completionRequest(`  // ${hostile}\n  pu`));
  expect(summary.generatedTokens).toBeGreaterThan(0);
});

test('a marker that this vocabulary does not have is refused, not sent as text', async () => {
  const request = completionRequest('x', { prompt: [{ special: '<PRE>' }, { text: 'x' }] });
  await expect(generate(runtime, starter, request)).rejects.toMatchObject({ code: 'modelNoFim' });
});

test('a prompt that does not fit is refused with the numbers', async () => {
  const request = completionRequest('word '.repeat(3000));
  await expect(generate(runtime, starter, request)).rejects.toMatchObject({
    code: 'contextTooLong',
    values: { size: 1024 },
  });
});

test('probabilities come with the text where they are asked for', async () => {
  const probabilities: (number | null)[] = [];
  const collect = (event: GenerateEvent): void => void (event.kind === 'text' && probabilities.push(event.probability));
  await runtime.generate(starter, completionRequest('  pop() { ret', { probabilities: true }), collect, never);
  expect(probabilities.length).toBeGreaterThan(0);
  for (const probability of probabilities) expect(probability).toBeGreaterThan(0);
});

describe('a warm-up', () => {
  const cold = 'const value = compute(other, 17);\n'.repeat(20);

  test('evaluates the prompt, writes nothing, and the completion after it only writes', async () => {
    const warm = await generate(runtime, starter, completionRequest(cold, { maxTokens: 0 }));
    expect(warm).toMatchObject({ text: '', summary: { ended: 'length', generatedTokens: 0 } });
    expect(warm.evaluated).toBeGreaterThan(100);
    const after = await generate(runtime, starter, completionRequest(cold));
    expect(after.evaluated).toBe(1);
    expect(after.summary.generatedTokens).toBeGreaterThan(0);
  });

  test('ends when a call wants its context, and what it did is kept', async () => {
    const repeat = scripted('repeat');
    const long = completionRequest('', {
      prompt: [{ text: 'some words of a long prompt\n'.repeat(200) }],
      heal: false,
    });
    const warmUp = generate(runtime, repeat, { ...long, maxTokens: 0 }).catch((error: unknown) => error);
    const answer = await generate(runtime, repeat, { ...long, maxTokens: 1 });
    expect(isAbort(await warmUp)).toBe(true);
    expect(answer.summary.generatedTokens).toBe(1);
    const aborted = new AbortController();
    const other = completionRequest('', {
      prompt: [{ text: 'quite other words\n'.repeat(200) }],
      heal: false,
      maxTokens: 0,
    });
    const stopped = generate(runtime, repeat, other, undefined, aborted.signal).catch(isAbort);
    setImmediate(() => aborted.abort());
    expect(await stopped).toBe(true);
  });
});

test('a completion goes first: a chat that streams pauses meanwhile, then goes on to the same end', async () => {
  const repeat = scripted('repeat');
  const order: string[] = [];
  const request = { turns: [{ role: 'user' as const, text: 'hello' }], maxTokens: 120, sampling: { temperature: 0 } };
  const ask = (onText: (text: string) => void): Promise<string> => {
    let text = '';
    const collect = (event: GenerateEvent): void => {
      if (event.kind !== 'text') return;
      text += event.text;
      onText(event.text);
    };
    return runtime.chat(repeat, request, collect, never).then(() => text);
  };
  const undisturbed = await ask(() => undefined);
  const completion = completionRequest('x', { maxTokens: 40, heal: false });
  await generate(runtime, repeat, completion); // its context is made on first use
  let completing: Promise<unknown> | undefined;
  const disturbed = await ask(() => {
    order.push('chat');
    completing ??= generate(runtime, repeat, completion, () => order.push('completion')).then(() => order.push('end'));
  });
  await completing;
  expect(disturbed).toBe(undisturbed);
  const during = order.slice(order.indexOf('completion'), order.indexOf('end'));
  const share = during.filter((who) => who === 'chat').length;
  expect(share).toBeGreaterThan(0); // not starved
  expect(share).toBeLessThanOrEqual(8);
  expect(order.lastIndexOf('chat')).toBeGreaterThan(order.indexOf('end'));
});

describe('abort', () => {
  test('while text streams: it rejects at once, and the decode loop stops', async () => {
    const repeat = scripted('repeat');
    const controller = new AbortController();
    const endless = completionRequest('x', { maxTokens: 4000, heal: false });
    const stopped = generate(runtime, repeat, endless, () => controller.abort(), controller.signal);
    expect(isAbort(await stopped.catch((error: unknown) => error))).toBe(true);
    // The next request has the context to itself: it could not start before the loop has ended.
    const next = await generate(runtime, repeat, completionRequest('x', { maxTokens: 3, heal: false }));
    expect(next.summary.generatedTokens).toBe(3);
  });

  test('while a long prompt is evaluated: what was evaluated stays, the rest is not done', async () => {
    const repeat = scripted('repeat');
    const prompt = [{ text: 'some words of a long prompt\n'.repeat(120) }];
    const [tokens = 0] = await runtime.countTokens(repeat, [prompt[0]?.text ?? ''], never);
    const controller = new AbortController();
    const request = completionRequest('', { prompt, maxTokens: 1, heal: false });
    const aborted = generate(runtime, repeat, request, undefined, controller.signal);
    setImmediate(() => controller.abort());
    expect(isAbort(await aborted.catch((error: unknown) => error))).toBe(true);
    const again = await generate(runtime, repeat, request);
    // With or without the BOS token that a model may want.
    expect([tokens, tokens + 1]).toContain(again.reused + again.evaluated);
    expect(again.evaluated).toBeGreaterThan(0);
  });
});

test('chat goes through the model’s own template, streams, and reuses what the turns share', async () => {
  const chat = scripted('chat');
  const pieces: string[] = [];
  const events: GenerateEvent[] = [];
  const collect = (event: GenerateEvent): void => {
    events.push(event);
    if (event.kind === 'text') pieces.push(event.text);
  };
  const turns = [{ role: 'user' as const, text: 'hello' }];
  const sampling = { temperature: 0 };
  const summary = await runtime.chat(chat, { turns, maxTokens: 400, sampling }, collect, never);
  expect(pieces.length).toBeGreaterThan(5);
  const text = pieces.join('');
  expect(text).toContain('```');
  expect(text).not.toContain('\uFFFD');
  expect(summary.ended).toBe('end');
  const first = events.find((event) => event.kind === 'prompt');
  events.length = 0;
  const more = [...turns, { role: 'assistant' as const, text }, { role: 'user' as const, text: 'and then?' }];
  await runtime.chat(chat, { turns: more, maxTokens: 10, sampling }, collect, never);
  const prompt = events.find((event) => event.kind === 'prompt');
  // This model does not write its text in the tokens that the text is read in, so that only the first turn is shared.
  expect(prompt?.reused).toBeGreaterThanOrEqual((first?.tokens ?? 100) - 1);
});

test('two models run in two processes, and retain frees the one that nobody uses', async () => {
  const [first, second] = [scripted('code'), scripted('repeat')];
  await Promise.all([runtime.load(first, never), runtime.load(second, never)]);
  expect(runtime.pid(first)).not.toBe(runtime.pid(second));
  const pid = runtime.pid(first) ?? 0;
  runtime.retain([starter, second, scripted('chat')]);
  await expect.poll(() => isRunning(pid)).toBe(false);
  expect(runtime.state(first).kind).toBe('idle');
});
