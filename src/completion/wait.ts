/** Longest we hold a request back; above it people notice. Milliseconds. */
const maxWaitMs = 120;

/** Keys further apart than this are not one burst of typing. */
const burstMs = 400;

/** Keys looked at for the rhythm. */
const keptIntervals = 8;

/** Tokens of a short suggestion: what a request that comes to nothing costs. */
const typicalTokens = 8;

/** How fast the user types and the model answers, from what was measured lately. */
export class Pace {
  #intervals: number[] = [];
  #lastKeyAt: number | null = null;
  #firstTokenMs: number | null = null;
  #msPerToken: number | null = null;

  noteKey(now: number): void {
    const interval = this.#lastKeyAt === null ? null : now - this.#lastKeyAt;
    this.#lastKeyAt = now;
    if (interval === null || interval > burstMs) this.#intervals = [];
    else this.#intervals = [...this.#intervals, interval].slice(-keptIntervals);
  }

  noteAnswer(firstTokenMs: number | null, msPerToken: number | null): void {
    this.#firstTokenMs = smooth(this.#firstTokenMs, firstTokenMs);
    this.#msPerToken = smooth(this.#msPerToken, msPerToken);
  }

  forgetModel(): void {
    this.#firstTokenMs = null;
    this.#msPerToken = null;
  }

  /**
   * How long to wait for the next key before asking the model: not at all where an answer comes before the next key, or where
   * nobody is in a burst; else until the next key would have come. Milliseconds.
   */
  waitMs(minimumMs: number): number {
    const rhythm = median(this.#intervals);
    const answerMs = (this.#firstTokenMs ?? 0) + typicalTokens * (this.#msPerToken ?? 0);
    const adaptive = rhythm === null || answerMs <= rhythm ? 0 : Math.min(maxWaitMs, rhythm);
    return Math.max(minimumMs, Math.round(adaptive));
  }
}

function smooth(before: number | null, now: number | null): number | null {
  if (before === null || now === null) return now ?? before;
  return before * 0.7 + now * 0.3;
}

function median(numbers: number[]): number | null {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? null;
}
