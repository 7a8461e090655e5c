import { expect, test } from 'vitest';
import { waitBeforeAsking } from './wait.ts';

test.each([
  ['nothing is known yet', { firstTokenMs: null, sinceLastKeyMs: null, minimumMs: 0 }, 0],
  ['answers come faster than keys', { firstTokenMs: 20, sinceLastKeyMs: 90, minimumMs: 0 }, 0],
  ['typing fast on a slow machine', { firstTokenMs: 180, sinceLastKeyMs: 90, minimumMs: 0 }, 90],
  ['never longer than people notice', { firstTokenMs: 5000, sinceLastKeyMs: 90, minimumMs: 0 }, 120],
  ['after a pause', { firstTokenMs: 5000, sinceLastKeyMs: 900, minimumMs: 0 }, 0],
  ['the user wants more calm', { firstTokenMs: 20, sinceLastKeyMs: 90, minimumMs: 500 }, 500],
])('%s', (_name, numbers, expected) => {
  expect(waitBeforeAsking(numbers)).toBe(expected);
});
