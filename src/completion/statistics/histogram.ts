/** Values counted by size: one number for each upper bound, and one for what is above the last. */
export type Histogram = number[];

/** Upper bounds of the classes of times, in milliseconds. */
export const timeBounds = [
  10, 20, 30, 50, 75, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10_000,
];

/** Upper bounds of the classes of token counts: 0, 1, 2, 3–4, 5–8, … */
export const tokenBounds = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384];

export function emptyHistogram(bounds: readonly number[]): Histogram {
  return Array.from({ length: bounds.length + 1 }, () => 0);
}

export function count(histogram: Histogram, bounds: readonly number[], value: number): void {
  const found = bounds.findIndex((bound) => value <= bound);
  const at = found < 0 ? bounds.length : found;
  histogram[at] = (histogram[at] ?? 0) + 1;
}

export function addHistograms(a: Histogram, b: Histogram): Histogram {
  return a.map((value, i) => value + (b[i] ?? 0));
}

/**
 * The value below which a `share` (0–1) of those counted lies, taken as evenly spread within their class; null where there are
 * none. What is above the last bound is told as that bound.
 */
export function percentile(histogram: Histogram, bounds: readonly number[], share: number): number | null {
  const total = histogram.reduce((sum, value) => sum + value, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * total));
  let below = 0;
  for (const [i, inClass] of histogram.entries()) {
    if (below + inClass >= rank) {
      const lower = i === 0 ? 0 : (bounds[i - 1] ?? 0);
      const upper = bounds[i] ?? lower;
      return lower + ((upper - lower) * (rank - below)) / inClass;
    }
    below += inClass;
  }
  return null;
}
