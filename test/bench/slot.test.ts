import { expect, test } from 'vitest';
import { Slot } from './slot.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

test('an empty slot evaluates everything', () => {
  expect(new Slot().evaluate([1, 2, 3])).toBe(3);
});

test('what begins as the last prompt did is not evaluated again', () => {
  const slot = new Slot();
  slot.evaluate([1, 2, 3, 4]);
  expect(slot.evaluate([1, 2, 9, 4])).toBe(2);
  expect(slot.evaluate([1, 2, 9, 4, 5])).toBe(1);
});

test('the last token is always evaluated, for its logits', () => {
  const slot = new Slot();
  slot.evaluate([1, 2, 3]);
  expect(slot.evaluate([1, 2, 3])).toBe(1);
  expect(slot.evaluate([1, 2])).toBe(1);
});

test('what was generated stays behind the prompt', () => {
  const slot = new Slot();
  slot.evaluate([1, 2], [3, 4]);
  expect(slot.evaluate([1, 2, 3, 4, 5])).toBe(1);
});

test('with cache reuse a run that moved forward is shifted, if it is long enough', () => {
  const held = [1, ...range(100, 400), 7];
  const moved = [1, ...range(101, 400), 8];
  const plain = new Slot();
  plain.evaluate(held);
  expect(plain.evaluate(moved)).toBe(300);
  const shifting = new Slot(256);
  shifting.evaluate(held);
  expect(shifting.evaluate(moved)).toBe(1);
  const picky = new Slot(500);
  picky.evaluate(held);
  expect(picky.evaluate(moved)).toBe(300);
});
