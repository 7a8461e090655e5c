import { expect, test } from 'vitest';
import { Failure, isAbort } from '../base/errors.ts';
import { RpcClient, serveRpc, type Port } from './rpc.ts';

type Calls = {
  count: { params: number; chunk: number; result: string };
  fail: { params: null; chunk: never; result: null };
  wait: { params: null; chunk: never; result: null };
};

/** Two ends of one wire; messages are cloned and arrive in order, a microtask later, as between processes. */
function wire(): [Port, Port] {
  const ends = [0, 1].map(() => new Set<(message: unknown) => void>());
  const port = (mine: number, other: number): Port => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => ends[other]?.forEach((listener) => listener(copy)));
    },
    onMessage: (listener) => ends[mine]?.add(listener),
  });
  return [port(0, 1), port(1, 0)];
}

function connect(): { client: RpcClient<Calls>; aborted: () => boolean } {
  const [a, b] = wire();
  let aborted = false;
  serveRpc<Calls>(b, {
    count: async (n, emit) => {
      for (let i = 1; i <= n; i++) emit(i);
      return 'done';
    },
    fail: async () => {
      throw new Failure('modelMissing', { file: 'a.gguf' }, { cause: new Error('ENOENT') });
    },
    wait: (_params, _emit, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      }),
  });
  return { client: new RpcClient<Calls>(a), aborted: () => aborted };
}

const never = new AbortController().signal;

test('chunks stream in order before the result', async () => {
  const seen: number[] = [];
  const { client } = connect();
  expect(await client.call('count', 3, never, (n) => seen.push(n))).toBe('done');
  expect(seen).toEqual([1, 2, 3]);
});

test('a failure keeps its code, values and sentence across the border', async () => {
  const error = await connect()
    .client.call('fail', null, never)
    .catch((e: unknown) => e);
  expect(error).toBeInstanceOf(Failure);
  expect(error).toMatchObject({
    code: 'modelMissing',
    message: 'a.gguf was not found.',
    cause: expect.stringContaining('ENOENT') as string,
  });
});

test('abort rejects at once and reaches the other side', async () => {
  const { client, aborted } = connect();
  const controller = new AbortController();
  const call = client.call('wait', null, controller.signal);
  controller.abort();
  expect(isAbort(await call.catch((e: unknown) => e))).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(aborted()).toBe(true);
  expect(client.pendingCalls).toBe(0);
});

test('an aborted signal never sends the call', async () => {
  const error = await connect()
    .client.call('wait', null, AbortSignal.abort())
    .catch((e: unknown) => e);
  expect(isAbort(error)).toBe(true);
});

test('a closed port rejects every pending and every later call', async () => {
  const { client } = connect();
  const pending = client.call('wait', null, never).catch((e: unknown) => e);
  client.close(new Failure('runtimeCrashed'));
  expect(await pending).toMatchObject({ code: 'runtimeCrashed' });
  await expect(client.call('count', 1, never)).rejects.toMatchObject({ code: 'runtimeCrashed' });
});

test('an unknown method is an error, not silence', async () => {
  const { client } = connect();
  await expect(client.call('toString' as 'count', 1, never)).rejects.toThrow('No such call');
});
