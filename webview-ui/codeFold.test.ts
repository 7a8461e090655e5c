import { expect, it } from 'vitest';
import { countLines, firstLines, isLong, splitPieces } from './codeFold.ts';

const lines = (count: number): string => Array.from({ length: count }, (_, line) => `line ${line}`).join('\n');

it('folds above 40 lines', () => {
  expect([isLong(countLines(lines(40))), isLong(countLines(lines(41)))]).toEqual([false, true]);
});

it('takes the first lines, without the last line end', () => {
  expect(firstLines(lines(50), 2)).toBe('line 0\nline 1');
  expect(firstLines(lines(2), 24)).toBe(lines(2));
});

it('splits into pieces of whole lines that make the text again', () => {
  const text = lines(250);
  const pieces = splitPieces(text);
  expect(pieces.map(countLines)).toEqual([101, 101, 50]);
  expect(pieces.join('')).toBe(text);
});
