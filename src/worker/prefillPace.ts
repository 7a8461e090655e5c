/** Prompt tokens of one forward pass. More at once cost less in all (64 instead of 8: 40 %), but a pass cannot be interrupted. */
const chunkSizes = [8, 16, 32, 64] as const;
type ChunkSize = (typeof chunkSizes)[number];

/** What an abort may have to wait for at most, ms, where passes of 8 tokens are that fast. */
const longestWaitMs = 80;
/** A call that has run for long was not aborted by the next key, so that it may take this part of its time to stop. */
const shareOfElapsed = 1 / 8;

/**
 * How many prompt tokens one pass takes, from what passes took before: llama.cpp's decode cannot be interrupted, and 64
 * tokens are 5 ms with a small model and half a second with a larger one on the same processor.
 */
export class PrefillPace {
  /** Size of a pass → ms it takes on this machine when nothing else runs. */
  readonly #fastest = new Map<number, number>();

  /** The first pass of a process is a small one, each size is tried after the one before. */
  chunk(elapsedMs: number): ChunkSize {
    const limit = Math.max(longestWaitMs, elapsedMs * shareOfElapsed);
    let chosen: ChunkSize = chunkSizes[0];
    let known = this.#fastest.get(chosen);
    for (const size of chunkSizes.slice(1)) {
      if (known === undefined) break;
      const expected = this.#fastest.get(size) ?? known * 2;
      if (expected > limit) break;
      chosen = size;
      known = this.#fastest.get(size);
    }
    return chosen;
  }

  /** A pass of another size (the end of a prompt) says nothing. */
  measured(tokens: number, ms: number): void {
    if (!chunkSizes.some((size) => size === tokens)) return;
    // Longer passes raise it slowly: the machine may be busy for a moment, or the context longer than before.
    this.#fastest.set(tokens, Math.min(ms, (this.#fastest.get(tokens) ?? ms) * 1.1));
  }
}
