import { expect, test } from 'vitest';
import { isAbort } from '../base/errors.ts';
import { Precedence } from './precedence.ts';

const never = new AbortController().signal;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A completion that takes a step whenever it is told to. */
function completion(precedence: Precedence): { step: () => void; end: () => Promise<void> } {
  let step = (): void => undefined;
  let end = (): void => undefined;
  const done = precedence.first((stepped) => {
    step = stepped;
    return new Promise<void>((resolve) => (end = resolve));
  });
  return {
    step: () => step(),
    end: async () => {
      end();
      await done;
    },
  };
}

test('a conversation alone never waits', async () => {
  await expect(new Precedence().turn(never)).resolves.toBeUndefined();
});

test('it waits while a completion runs, and goes on after', async () => {
  const precedence = new Precedence();
  const running = completion(precedence);
  let steps = 0;
  const turn = precedence.turn(never).then(() => steps++);
  await settle();
  expect(steps).toBe(0);
  await running.end();
  await turn;
  expect(steps).toBe(1);
});

test('completions without end leave it one step in eight', async () => {
  const precedence = new Precedence();
  let steps = 0;
  const stop = new AbortController();
  let chat: Promise<unknown> = Promise.resolve();
  for (let call = 0; call < 20; call++) {
    const running = completion(precedence);
    if (call === 0) {
      chat = (async () => {
        for (;;) {
          await precedence.turn(stop.signal);
          steps++;
          await settle();
        }
      })().catch(isAbort);
    }
    const next = completion(precedence); // the newer one arrives before the older one has ended
    for (let step = 0; step < 4; step++) {
      running.step();
      await settle();
    }
    await running.end();
    for (let step = 0; step < 4; step++) {
      next.step();
      await settle();
    }
    const overlap = completion(precedence);
    await next.end();
    await overlap.end();
  }
  stop.abort();
  expect(await chat).toBe(true);
  expect(steps).toBeGreaterThanOrEqual(20);
});

test('an abort ends the waiting', async () => {
  const precedence = new Precedence();
  const running = completion(precedence);
  const stop = new AbortController();
  const turn = precedence.turn(stop.signal).catch(isAbort);
  stop.abort();
  expect(await turn).toBe(true);
  await running.end();
});
