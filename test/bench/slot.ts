/** One KV slot of a server, by counts alone: what it holds and what a prompt costs it. */
export class Slot {
  readonly #cacheReuse: number;
  #held: readonly number[] = [];

  /** `cacheReuse`: llama-server's option; runs of so many tokens that moved forward are shifted, not evaluated. 0: off. */
  constructor(cacheReuse = 0) {
    this.#cacheReuse = cacheReuse;
  }

  /** Tokens of `prompt` to evaluate; at least the last one, for its logits. `generated`: what the model then writes behind it. */
  evaluate(prompt: readonly number[], generated: readonly number[] = []): number {
    const common = matching(this.#held, 0, prompt, 0);
    const reused = common + (this.#cacheReuse > 0 ? this.#shifted(prompt, common) : 0);
    this.#held = [...prompt, ...generated];
    return prompt.length - Math.min(reused, Math.max(0, prompt.length - 1));
  }

  /** Tokens of `prompt` from `at` on that stand further behind in the slot, in runs that are long enough. */
  #shifted(prompt: readonly number[], at: number): number {
    let held = at;
    let next = at;
    while (held < this.#held.length && next < prompt.length) {
      const run = matching(this.#held, held, prompt, next);
      if (run >= this.#cacheReuse) next += run;
      held += run >= this.#cacheReuse ? run : 1;
    }
    return next - at;
  }
}

function matching(a: readonly number[], fromA: number, b: readonly number[], fromB: number): number {
  let length = 0;
  while (fromA + length < a.length && fromB + length < b.length && a[fromA + length] === b[fromB + length]) length++;
  return length;
}
