import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** What every forward pass of a call goes through. */
export type Stepping = {
  /** Done so far. */
  readonly passes: number;
  /** Prompt tokens of the next pass; between two passes the call looks at its abort signal. */
  readonly chunk: number;
  /** Does one pass over `promptTokens`; 0: one new token. Waits before it where another call goes first. */
  pass<T>(promptTokens: number, work: () => Promise<T>): Promise<T>;
};

/**
 * `sequence` for the library's own chat loop, whose passes go through `stepping` too. That loop cannot wait in a callback, but
 * it pulls its tokens from `evaluate`, and evaluates nothing while it waits there.
 */
export function stepped(sequence: LlamaContextSequence, stepping: Stepping): LlamaContextSequence {
  const evaluate: LlamaContextSequence['evaluate'] = async function* (...parameters) {
    const stream = sequence.evaluate(...parameters);
    let replaced: void | Token | Token[] = undefined;
    try {
      for (;;) {
        const given: void | Token | Token[] = replaced;
        const next: IteratorResult<Token, void> = await stepping.pass(0, (): Promise<IteratorResult<Token, void>> =>
          stream.next(given),
        );
        if (next.done) return;
        replaced = yield next.value;
      }
    } finally {
      await stream.return();
    }
  };
  return new Proxy(sequence, {
    get(target, key) {
      if (key === 'evaluate') return evaluate;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}
