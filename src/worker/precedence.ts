/**
 * Forward passes of completions after which a waiting conversation may do one of its own: some 0.4 s at 45 ms per token.
 * Counted, not timed, so that a slow machine shares no differently from a fast one.
 */
const stepsPerTurn = 8;

/**
 * Completion goes first: while one is prefilled or decoded, a conversation on the same model waits between two tokens, or two
 * pieces of its prompt. It is paused, not starved: completions that never end still leave it one step in `stepsPerTurn`.
 */
export class Precedence {
  #running = 0;
  #steps = 0;
  #waiting: (() => void)[] = [];

  /** Runs `work` ahead of conversations. It calls `stepped` after each forward pass. */
  async first<T>(work: (stepped: () => void) => Promise<T>): Promise<T> {
    this.#running++;
    try {
      return await work(() => this.#stepped());
    } finally {
      if (--this.#running === 0) this.#release();
    }
  }

  /** Resolves when a conversation may do its next step; rejects when `signal` aborts while it waits. */
  async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    signal.throwIfAborted();
  }

  #stepped(): void {
    if (++this.#steps < stepsPerTurn) return;
    this.#release();
  }

  #release(): void {
    this.#steps = 0;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
