import { abortError } from '../../src/base/errors.ts';

type Sleeper = { at: number; resolve: () => void };

/** Time that passes only when it is told to, so that a replay is the same on every machine. Milliseconds. */
export class VirtualClock {
  #now = 0;
  #sleepers: Sleeper[] = [];
  readonly now = (): number => this.#now;

  readonly sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError());
      const sleeper: Sleeper = { at: this.#now + ms, resolve };
      this.#sleepers.push(sleeper);
      signal.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(abortError());
      });
    });

  /** Lets `ms` pass; whoever wakes meanwhile has `settled` what they do before the next one wakes. */
  async pass(ms: number, settled: () => Promise<void>): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#sleepers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = Math.max(this.#now, next.at);
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      next.resolve();
      await settled();
    }
    this.#now = until;
  }
}
