import { expect, test } from 'vitest';
import { ThreadPolicy } from './threadPolicy.ts';

/** Feeds `count` tokens of `ms(threads)` each and returns the threads after every one. */
function feed(policy: ThreadPolicy, count: number, ms: (threads: number) => number): number[] {
  return Array.from({ length: count }, () => policy.measured(ms(policy.threads)));
}

test('steady tokens change nothing, and neither does a single hiccup', () => {
  const policy = new ThreadPolicy(4);
  expect(new Set(feed(policy, 200, () => 40))).toEqual(new Set([4]));
  policy.measured(3000);
  expect(new Set(feed(policy, 200, () => 40))).toEqual(new Set([4]));
});

test('when tokens take twice as long as the best ever, a thread goes, then another, down to one', () => {
  const policy = new ThreadPolicy(3);
  feed(policy, 32, () => 40);
  const threads = feed(policy, 60, () => 100);
  expect(threads.at(-1)).toBe(1);
  expect(threads.indexOf(2)).toBeLessThan(17);
  expect(Math.min(...feed(policy, 60, () => 1000))).toBe(1);
});

test('later one more is tried, and kept while it helps', () => {
  const policy = new ThreadPolicy(2);
  feed(policy, 16, () => 40);
  feed(policy, 16, () => 120);
  expect(policy.threads).toBe(1);
  const threads = feed(policy, 200, (count) => 80 / count);
  expect(threads.slice(0, 60)).not.toContain(2);
  expect(threads.at(-1)).toBe(2);
});

test('a thread that does not help goes again, and is tried less and less often', () => {
  const policy = new ThreadPolicy(2);
  feed(policy, 16, () => 40);
  const threads = feed(policy, 4000, (count) => (count === 1 ? 45 : 120));
  const trials = threads.flatMap((count, at) => (count === 2 && threads[at - 1] === 1 ? [at] : []));
  expect(trials.length).toBeGreaterThan(3);
  const gaps = trials.slice(1).map((at, index) => at - (trials[index] ?? 0));
  expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
  expect(threads.filter((count) => count === 2).length / threads.length).toBeLessThan(0.06);
});

test('one thread stays one', () => {
  expect(new Set(feed(new ThreadPolicy(1), 100, () => Math.random() * 1000))).toEqual(new Set([1]));
});
