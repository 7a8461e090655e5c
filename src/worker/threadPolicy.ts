/** Tokens whose median is compared: enough that a single hiccup of the machine changes nothing. */
const windowTokens = 16;
/** Decoding this many times slower than ever seen means that threads wait for cores that others use. */
const busyRatio = 2;
/** Tokens after which one more thread is tried again; doubled, up to the last, each time that it did not help. */
const firstPatience = 64;
const longestPatience = 1024;

/**
 * How many threads decode, from what each token took. With more threads than free cores they wait for each other in spin
 * locks (4 threads on 2 busy cores took 170 times as long as 1), and the system does not say how many cores are free.
 */
export class ThreadPolicy {
  readonly #bound: number;
  #threads: number;
  #recent: number[] = [];
  #best = Infinity;
  #patience = firstPatience;
  #sinceLowered = 0;
  /** Median before the trial of one more thread; null: no trial is under way. */
  #before: number | null = null;

  /** `bound`: the most threads, and what it begins with. */
  constructor(bound: number) {
    this.#bound = bound;
    this.#threads = bound;
  }

  get threads(): number {
    return this.#threads;
  }

  /** Takes how long one token took, in ms, and returns the threads for the next. */
  measured(ms: number): number {
    if (this.#bound <= 1) return this.#threads;
    this.#recent.push(ms);
    if (this.#recent.length < windowTokens) return this.#threads;
    if (this.#recent.length > windowTokens) this.#recent.shift();
    const now = median(this.#recent);
    this.#best = Math.min(this.#best, now);
    if (this.#before !== null) this.#judge(now, this.#before);
    else if (now >= this.#best * busyRatio && this.#threads > 1) this.#change(-1);
    else if (this.#threads < this.#bound && ++this.#sinceLowered >= this.#patience) {
      this.#before = now;
      this.#change(1);
    }
    return this.#threads;
  }

  #judge(now: number, before: number): void {
    this.#before = null;
    if (now < before) {
      this.#patience = firstPatience;
      return;
    }
    this.#patience = Math.min(this.#patience * 2, longestPatience);
    this.#change(-1);
  }

  #change(by: number): void {
    this.#threads += by;
    this.#recent = [];
    this.#sinceLowered = 0;
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
