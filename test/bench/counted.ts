import type { GenerateRequest } from '../../src/protocol/workerApi.ts';
import type { EngineParts } from '../../src/completion/engine.ts';

type BenchRuntime = EngineParts['runtime'];

/** One call of the model, as it ended. */
export type Call = { request: GenerateRequest; evaluated: number; generated: number };

/** What the engine is told that a prompt took: its waiting must not depend on the machine. Milliseconds. */
const promptMs = 40;

/** A runtime with its calls counted, and a way to wait until it has nothing to do. */
export function counted(runtime: BenchRuntime): BenchRuntime & { calls: Call[]; settled: () => Promise<void> } {
  const calls: Call[] = [];
  const open = new Set<Promise<unknown>>();
  const watched = <T>(work: Promise<T>): Promise<T> => {
    const ended = work.then(
      () => undefined,
      () => undefined,
    );
    open.add(ended);
    void ended.finally(() => open.delete(ended));
    return work;
  };
  return {
    calls,
    settled: async () => {
      // What follows a call runs on promises; a few turns of the event loop later either all is quiet or something is open.
      for (let quiet = 0; quiet < 4; quiet++) {
        await new Promise((resolve) => setImmediate(resolve));
        if (open.size === 0) continue;
        await Promise.all(open);
        quiet = -1;
      }
    },
    state: (model) => runtime.state(model),
    load: (model, signal) => watched(runtime.load(model, signal)),
    countTokens: (model, texts, signal) => watched(runtime.countTokens(model, texts, signal)),
    generate: (model, request, onEvent, signal) => {
      const call: Call = { request, evaluated: 0, generated: 0 };
      calls.push(call);
      return watched(
        runtime.generate(
          model,
          request,
          (event) => {
            if (event.kind === 'prompt') call.evaluated = event.evaluated;
            else call.generated++;
            onEvent(event.kind === 'prompt' ? { ...event, ms: promptMs } : event);
          },
          signal,
        ),
      );
    },
  };
}
