import type { EngineParts } from '../../src/completion/engine.ts';
import type { Syntax } from '../../src/completion/syntax.ts';
import type { GenerateEvent, GenerateRequest, GenerateSummary } from '../../src/protocol/workerApi.ts';

type BenchRuntime = EngineParts['runtime'];

/** One call of the model, as it ended. Of the text, what came before the engine had enough. */
export type Call = { request: GenerateRequest; evaluated: number; characters: number; tokens: number };

/** What the engine is told that a prompt took: its waiting must not depend on the machine. Milliseconds. */
const promptMs = 40;

/**
 * A runtime with its calls counted, the same on every machine: a token is delivered when all that the one before led to is
 * done, and none after the engine has had enough.
 */
export class CountedRuntime implements BenchRuntime {
  readonly calls: Call[] = [];
  readonly #runtime: BenchRuntime;
  readonly #open = new Set<Promise<unknown>>();
  readonly #looking = new Set<Promise<unknown>>();

  constructor(runtime: BenchRuntime) {
    this.#runtime = runtime;
  }

  /** Resolves when nothing is under way but what waits for the clock. */
  async settled(): Promise<void> {
    await quiet(this.#open);
  }

  /** A grammar whose answers are waited for too. */
  watch(syntax: Syntax): Syntax {
    const look = <T>(work: Promise<T>): Promise<T> => noted(this.#looking, noted(this.#open, work));
    return {
      errors: (code, signal) => look(syntax.errors(code, signal)),
      placeOf: (code, signal) => look(syntax.placeOf(code, signal)),
    };
  }

  readonly state: BenchRuntime['state'] = (model) => this.#runtime.state(model);
  readonly load: BenchRuntime['load'] = (...call) => noted(this.#open, this.#runtime.load(...call));
  readonly countTokens: BenchRuntime['countTokens'] = (...call) =>
    noted(this.#open, this.#runtime.countTokens(...call));

  readonly generate: BenchRuntime['generate'] = (model, request, onEvent, signal) => {
    const call: Call = { request, evaluated: 0, characters: 0, tokens: 0 };
    this.calls.push(call);
    let delivered = Promise.resolve();
    const deliver = async (event: GenerateEvent): Promise<void> => {
      if (event.kind === 'prompt') {
        call.evaluated = event.evaluated;
        return onEvent({ ...event, ms: promptMs });
      }
      if (signal.aborted) return;
      call.tokens++;
      call.characters += event.text.length;
      onEvent(event);
      await quiet(this.#looking);
    };
    const ask = async (): Promise<GenerateSummary> => {
      try {
        return await this.#runtime.generate(
          model,
          request,
          (event) => {
            delivered = delivered.then(() => deliver(event));
          },
          signal,
        );
      } finally {
        await delivered;
      }
    };
    return noted(this.#open, ask());
  };
}

function noted<T>(open: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  const ended = work.then(
    () => undefined,
    () => undefined,
  );
  open.add(ended);
  void ended.finally(() => open.delete(ended));
  return work;
}

/** What follows a call runs on promises: a few turns of the event loop later either all is quiet or something is open. */
async function quiet(open: ReadonlySet<Promise<unknown>>): Promise<void> {
  for (let turns = 0; turns < 4; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (open.size === 0) continue;
    await Promise.all(open);
    turns = -1;
  }
}
