import { expect, test } from 'vitest';
import { PrefillPace } from './prefillPace.ts';

/** Sizes of the passes over `tokens` prompt tokens of one call, where a pass of `n` takes `cost(n)` ms; and the time in all. */
function prefill(pace: PrefillPace, tokens: number, cost: (n: number) => number): { sizes: number[]; elapsed: number } {
  const sizes: number[] = [];
  let elapsed = 0;
  for (let left = tokens; left > 0;) {
    const size = pace.chunk(elapsed);
    sizes.push(size);
    pace.measured(size, cost(size));
    elapsed += cost(size);
    left -= size;
  }
  return { sizes, elapsed };
}

test('a fast model is evaluated 64 tokens at a time, after small beginnings', () => {
  const pace = new PrefillPace();
  expect(prefill(pace, 300, (n) => n * 0.1).sizes.slice(0, 5)).toEqual([8, 16, 32, 64, 64]);
  expect(prefill(pace, 128, (n) => n * 0.1).sizes).toEqual([64, 64]);
});

test('a slow model is evaluated in pieces that an abort need not wait for', () => {
  const pace = new PrefillPace();
  const slow = (n: number): number => 15 + n * 7;
  expect(prefill(pace, 40, slow).sizes).toEqual([8, 8, 8, 8, 8]);
});

test('a call that runs for long takes larger ones, each no longer than an eighth of what it took so far', () => {
  const pace = new PrefillPace();
  const slow = (n: number): number => 15 + n * 7;
  let elapsed = 0;
  for (const size of prefill(pace, 2000, slow).sizes) {
    if (size > 8) expect(slow(size)).toBeLessThanOrEqual(Math.max(80, elapsed / 8) * 1.1);
    elapsed += slow(size);
  }
  expect(prefill(pace, 2000, slow).sizes.at(-1)).toBe(64);
});

test('a moment of a busy machine does not make passes small for good', () => {
  const pace = new PrefillPace();
  prefill(pace, 300, (n) => n * 0.1);
  pace.measured(64, 5000);
  expect(pace.chunk(0)).toBe(64);
});
