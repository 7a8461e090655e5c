import { expect, test } from 'vitest';
import { sleep } from '../base/abort.ts';
import { Failure } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import { fakeRuntime, type FakeRuntime } from '../runtimes/testing/fakeRuntime.ts';
import { ChatService } from './chatService.ts';
import type { Answer, Conversation } from './conversation.ts';

function serviceWith(runtime: FakeRuntime, saved: Conversation[] = [], hasModel = true): ChatService {
  let id = 0;
  return new ChatService({
    runtime,
    model: () => (hasModel ? { path: '/m.gguf', name: 'm' } : null),
    store: {
      loadCurrent: async () => saved.at(-1) ?? null,
      save: async (conversation) => void saved.push(conversation),
      setCurrent: async () => undefined,
    },
    log: silentLog,
    now: () => performance.now(),
    newId: () => `id${++id}`,
  });
}

function lastAnswer(service: ChatService): Answer | undefined {
  const last = service.conversation.messages.at(-1);
  return last?.role === 'assistant' ? last : undefined;
}

test('an answer streams and ends with its model, time and speed', async () => {
  const service = serviceWith(fakeRuntime({ answers: ['Use a **map** here.'] }));
  const deltas: string[] = [];
  service.onDelta(({ text }) => deltas.push(text));
  await service.ask('How?');
  expect(lastAnswer(service)).toMatchObject({
    status: 'complete',
    text: 'Use a **map** here.',
    model: 'm',
    failure: null,
  });
  expect(lastAnswer(service)?.tokensPerSecond).toBeGreaterThan(0);
  // The first piece comes with the whole state, the others by themselves.
  expect(deltas.join('')).toBe(' a **map** here.');
  expect(service.conversation.contextUse).toEqual({ used: 104, size: 2048 });
});

test('the second question brings the first turn along', async () => {
  const runtime = fakeRuntime({ answers: ['One.', 'Two.'] });
  const service = serviceWith(runtime);
  await service.ask('first');
  await service.ask('second');
  expect(runtime.chats[1]?.turns.map(({ role, text }) => [role, text]).slice(1)).toEqual([
    ['user', 'first'],
    ['assistant', 'One.'],
    ['user', 'second'],
  ]);
});

test('Stop keeps what was written and reaches the runtime', async () => {
  const runtime = fakeRuntime({ answers: ['a b c d e f g'], msPerPiece: 10 });
  const service = serviceWith(runtime);
  const asked = service.ask('x');
  await sleep(35, new AbortController().signal);
  service.stop();
  await asked;
  expect(lastAnswer(service)).toMatchObject({ status: 'stopped', failure: null });
  expect(lastAnswer(service)?.text).toMatch(/^a/);
  expect([runtime.aborted(), runtime.open(), service.isBusy]).toEqual([1, 0, false]);
});

test('a failure becomes part of the conversation, and Try Again asks the same question', async () => {
  const runtime = fakeRuntime({ answers: [new Failure('runtimeCrashed'), 'Better.'] });
  const service = serviceWith(runtime);
  await service.ask('x');
  expect(lastAnswer(service)).toMatchObject({ status: 'failed', failure: { code: 'runtimeCrashed' } });
  await service.retry(lastAnswer(service)?.id ?? '');
  expect(service.conversation.messages.map(({ text }) => text)).toEqual(['x', 'Better.']);
});

test('without a model the answer says so', async () => {
  const service = serviceWith(fakeRuntime({ answers: ['x'] }), [], false);
  await service.ask('x');
  expect(lastAnswer(service)).toMatchObject({ status: 'failed', failure: { code: 'modelNotChosen' } });
});

test('a question that does not fit is refused with the numbers, not cut', async () => {
  const runtime = fakeRuntime({ answers: ['x'], contextSize: 100 });
  const service = serviceWith(runtime);
  await service.ask('word '.repeat(100));
  expect(lastAnswer(service)).toMatchObject({
    failure: { code: 'contextTooLong', values: { needed: 125, size: 100 } },
  });
  expect(runtime.chats).toHaveLength(0);
});

test('a model that only continues text gets the question as a comment, and its answer is a code block', async () => {
  const runtime = fakeRuntime({
    answers: [' sort(list) {\n  return list;\n}\n\nexport function next() {'],
    hasChatTemplate: false,
  });
  const service = serviceWith(runtime);
  await service.ask('sort a list\nquickly');
  expect(runtime.requests[0]?.prompt).toEqual([{ text: '/**\n * sort a list\n * quickly\n */\nexport function' }]);
  expect(lastAnswer(service)?.text).toBe('```\nexport function sort(list) {\n  return list;\n}\n```\n');
  expect([lastAnswer(service)?.status, runtime.open()]).toEqual(['complete', 0]);
});

test('only the last answer can be asked for again: nothing that came after is lost', async () => {
  const service = serviceWith(fakeRuntime({ answers: ['One.', 'Two.', 'Three.'] }));
  await service.ask('first');
  const early = lastAnswer(service)?.id ?? '';
  await service.ask('second');
  await service.retry(early);
  expect(service.conversation.messages.map(({ text }) => text)).toEqual(['first', 'One.', 'second', 'Two.']);
});

test('a model that is unloaded under an answer is a failure, not the user’s stop', async () => {
  const service = serviceWith(fakeRuntime({ answers: [new Failure('runtimeGone')] }));
  await service.ask('x');
  expect(lastAnswer(service)).toMatchObject({ status: 'failed', failure: { code: 'runtimeGone' } });
});

test('where the open conversation is damaged a new one begins and says so', async () => {
  const service = new ChatService({
    runtime: fakeRuntime({ answers: ['x'] }),
    model: () => ({ path: '/m.gguf', name: 'm' }),
    store: {
      loadCurrent: async () => Promise.reject(new Failure('conversationUnreadable', { file: 'a.json.damaged' })),
      save: async () => undefined,
      setCurrent: async () => undefined,
    },
    log: silentLog,
    now: () => 0,
    newId: () => 'id',
  });
  await service.restore();
  expect(lastAnswer(service)).toMatchObject({ status: 'failed', failure: { code: 'conversationUnreadable' } });
});

test('one question at a time; an empty one is none', async () => {
  const runtime = fakeRuntime({ answers: ['a b c'], msPerPiece: 5 });
  const service = serviceWith(runtime);
  await Promise.all([service.ask('x'), service.ask('y'), service.ask('  ')]);
  expect(runtime.chats).toHaveLength(1);
});

test('what was open comes back, and an answer that was cut off is marked', async () => {
  const saved: Conversation[] = [];
  const first = serviceWith(fakeRuntime({ answers: ['a b c d e f g'], msPerPiece: 20 }), saved);
  const asked = first.ask('x');
  await sleep(50, new AbortController().signal);
  // As if the window had ended now: only what was saved is there.
  const { settle } = await import('./conversation.ts');
  const cut = settle({ ...first.conversation, messages: structuredClone(first.conversation.messages) });
  const second = serviceWith(fakeRuntime({ answers: [''] }), [cut]);
  await second.restore();
  expect(lastAnswer(second)).toMatchObject({ status: 'incomplete' });
  expect(saved.length).toBeGreaterThan(0);
  first.stop();
  await asked;
});

test('a new conversation stops the answer and begins empty', async () => {
  const service = serviceWith(fakeRuntime({ answers: ['a b c d e f'], msPerPiece: 10 }));
  const asked = service.ask('x');
  await sleep(15, new AbortController().signal);
  await service.newConversation();
  await asked;
  expect(service.conversation.messages).toEqual([]);
  expect(service.isBusy).toBe(false);
});
