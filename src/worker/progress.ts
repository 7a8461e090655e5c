/** When decoding last got on, so that a native call that never comes back can be told from a slow one. */
export class Progress {
  #running = 0;
  #last = 0;

  begin(): void {
    this.#running++;
    this.advance();
  }

  /** A token, or a piece of the prompt, is done. */
  advance(): void {
    this.#last = performance.now();
  }

  end(): void {
    this.#running--;
    this.advance();
  }

  /** Calls that hold a context. */
  get running(): number {
    return this.#running;
  }

  stuckMs(): number {
    return this.#running === 0 ? 0 : performance.now() - this.#last;
  }
}
