import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addHistograms, count, emptyHistogram, percentile, timeBounds, tokenBounds } from './histogram.ts';

function histogramOf(bounds: readonly number[], values: number[]): number[] {
  const histogram = emptyHistogram(bounds);
  for (const value of values) count(histogram, bounds, value);
  return histogram;
}

test('each value is in the class up to whose bound it goes', () => {
  const counted = histogramOf(tokenBounds, [0, 1, 2, 3, 4, 5, 100_000]);
  expect(counted.slice(0, 5)).toEqual([1, 1, 1, 2, 1]);
  expect(counted.at(-1)).toBe(1);
});

test('small counts come back as they are', () => {
  const counted = histogramOf(tokenBounds, [...Array(90).fill(1), ...Array(10).fill(2)]);
  expect(Math.ceil(percentile(counted, tokenBounds, 0.5) ?? -1)).toBe(1);
  expect(Math.ceil(percentile(counted, tokenBounds, 0.95) ?? -1)).toBe(2);
  expect(percentile(histogramOf(tokenBounds, [0, 0, 0]), tokenBounds, 0.5)).toBe(0);
});

test('nothing counted has no median, and what is above all bounds is the last', () => {
  expect(percentile(emptyHistogram(timeBounds), timeBounds, 0.5)).toBeNull();
  expect(percentile(histogramOf(timeBounds, [60_000]), timeBounds, 0.5)).toBe(10_000);
});

test('a percentile lies in the class of the value that it stands for', () => {
  const values = fc.array(fc.nat(9999), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, fc.constantFrom(0.5, 0.95), (times, share) => {
      const exact = times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? 0;
      const told = percentile(histogramOf(timeBounds, times), timeBounds, share) ?? -1;
      const upper = timeBounds.find((bound) => exact <= bound) ?? 0;
      const lower = timeBounds.findLast((bound) => bound < upper) ?? 0;
      expect(told).toBeGreaterThanOrEqual(lower);
      expect(told).toBeLessThanOrEqual(upper);
    }),
  );
});

test('two histograms add up to the one of all their values', () => {
  expect(addHistograms(histogramOf(timeBounds, [5, 60]), histogramOf(timeBounds, [7, 99_999]))).toEqual(
    histogramOf(timeBounds, [5, 7, 60, 99_999]),
  );
});
