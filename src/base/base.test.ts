import { expect, test } from 'vitest';
import { sleep, untilAborted } from './abort.ts';
import { DisposableStore, toDisposable } from './disposables.ts';
import { Emitter } from './emitter.ts';
import { describeError, Failure, isAbort, toFailure } from './errors.ts';
import { failureTable } from './failures.ts';
import { LruCache } from './lru.ts';

test('a store disposes last in, first out, and at once what comes after its end', () => {
  const order: number[] = [];
  const store = new DisposableStore();
  for (const n of [1, 2, 3]) store.add(toDisposable(() => order.push(n)));
  store.dispose();
  store.dispose();
  store.add(toDisposable(() => order.push(4)));
  expect(order).toEqual([3, 2, 1, 4]);
});

test('an emitter reaches its listeners until they are disposed', () => {
  const emitter = new Emitter<number>();
  const seen: number[] = [];
  const listener = emitter.event((value) => seen.push(value));
  emitter.fire(1);
  listener.dispose();
  emitter.fire(2);
  expect(seen).toEqual([1]);
});

test('a cache keeps what was used last', () => {
  const cache = new LruCache<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
});

test('waiting ends with the signal, and what was waited for goes on', async () => {
  const controller = new AbortController();
  const slept = sleep(10_000, controller.signal).catch(isAbort);
  const waited = untilAborted(new Promise(() => undefined), controller.signal).catch(isAbort);
  controller.abort();
  expect(await Promise.all([slept, waited])).toEqual([true, true]);
});

test('a failure fills its sentence, keeps its cause, and a bug becomes an internal one', () => {
  const failure = new Failure(
    'modelTooLarge',
    { name: 'big', needed: '15.9', free: '11.2' },
    { cause: new Failure('internal') },
  );
  expect(failure.message).toBe('big needs 15.9 GB and 11.2 GB are free.');
  expect(describeError(failure)).toContain('modelTooLarge');
  expect(describeError(failure)).toContain('cause: internal');
  expect(toFailure(new TypeError('x'))).toMatchObject({ code: 'internal' });
  expect(toFailure(failure)).toBe(failure);
});

test('every failure is one sentence and a next step, in the house’s words', () => {
  for (const { sentence, nextStep } of Object.values(failureTable)) {
    expect(sentence).toMatch(/^[^!]+\.$/);
    expect(sentence).not.toMatch(/\b(please|sorry|oops|AI|invalid)\b/i);
    expect(nextStep).toMatch(/^[A-Z][^.!]*$/);
  }
});
