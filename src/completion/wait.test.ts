import { expect, test } from 'vitest';
import { Pace } from './wait.ts';

function typing(intervalMs: number, keys = 6): Pace {
  const pace = new Pace();
  for (let key = 0; key < keys; key++) pace.noteKey(key * intervalMs);
  return pace;
}

test('nothing is waited for before the first answer, and none where answers come before the next key', () => {
  expect(typing(100).waitMs(0)).toBe(0);
  const fast = typing(100);
  fast.noteAnswer(10, 5);
  expect(fast.waitMs(0)).toBe(0);
});

test('in a burst that is faster than the model the next key is waited for, up to what people notice', () => {
  const pace = typing(90);
  pace.noteAnswer(80, 40);
  expect(pace.waitMs(0)).toBe(90);
  const slow = typing(300);
  slow.noteAnswer(200, 60);
  expect(slow.waitMs(0)).toBe(120);
});

test('after a pause nothing is waited for: nobody is in a burst', () => {
  const pace = typing(90);
  pace.noteAnswer(80, 40);
  pace.noteKey(10_000);
  expect(pace.waitMs(0)).toBe(0);
});

test('what the setting asks for is the least', () => {
  expect(typing(90).waitMs(300)).toBe(300);
});

test('another model has other speeds', () => {
  const pace = typing(90);
  pace.noteAnswer(80, 40);
  pace.forgetModel();
  expect(pace.waitMs(0)).toBe(0);
});
