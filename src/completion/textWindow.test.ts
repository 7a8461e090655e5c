import { expect, test } from 'vitest';
import { windowAround, type Lines } from './textWindow.ts';

const linesOf = (text: string): Lines & { asked: () => number } => {
  const lines = text.split('\n');
  let asked = 0;
  return { count: lines.length, text: (line) => (asked++, lines[line] ?? ''), asked: () => asked };
};

test('a short document is copied whole', () => {
  expect(windowAround(linesOf('one\ntwo\nthree'), 1, 1)).toEqual({
    before: 'one\nt',
    startLine: 0,
    startColumn: 0,
    after: 'wo\nthree',
    isAfterComplete: true,
  });
});

test('of 50,000 lines only the window is looked at', () => {
  const lines = linesOf('a line of code\n'.repeat(50_000));
  const { startLine, before, after, isAfterComplete } = windowAround(lines, 25_000, 3);
  expect(lines.asked()).toBeLessThan(420);
  expect([startLine, isAfterComplete]).toEqual([24_720, false]);
  expect(before.split('\n')).toHaveLength(25_000 - 24_720 + 1);
  expect(after.split('\n')).toHaveLength(81);
});

test('new lines do not move its start, but once in eighty', () => {
  const lines = linesOf('x\n'.repeat(1000));
  const starts = Array.from({ length: 160 }, (_, i) => windowAround(lines, 400 + i, 0).startLine);
  expect(new Set(starts)).toEqual(new Set([160, 240]));
});

test('one line of megabytes is not copied, and its start moves in big steps', () => {
  const lines = linesOf(`first\n${'y'.repeat(5_000_000)}\nlast`);
  const windows = [2_000_000, 2_000_001, 2_001_000].map((column) => windowAround(lines, 1, column));
  for (const { before, after, isAfterComplete } of windows) {
    expect(before.length).toBeLessThanOrEqual(16_000);
    expect(before.length).toBeGreaterThan(11_000);
    expect([after.length, isAfterComplete]).toEqual([6_000, false]);
  }
  expect(new Set(windows.map(({ startColumn }) => startColumn)).size).toBeLessThanOrEqual(2);
});

test('long lines end it at a step of lines', () => {
  const lines = linesOf(`${'z'.repeat(900)}\n`.repeat(100));
  const starts = Array.from({ length: 30 }, (_, i) => windowAround(lines, 50 + i, 5).startLine);
  starts.forEach((start, i) => {
    expect(start % 4).toBe(0);
    expect(50 + i - start).toBeGreaterThanOrEqual(13);
  });
  expect(new Set(starts).size).toBeLessThanOrEqual(9);
});
