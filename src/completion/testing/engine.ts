import { sleep } from '../../base/abort.ts';
import { silentLog } from '../../base/log.ts';
import type { GenerateRequest } from '../../protocol/workerApi.ts';
import type { FakeRuntime } from '../../runtimes/testing/fakeRuntime.ts';
import { CompletionEngine, type CompletionOptions, type EngineParts } from '../engine.ts';
import type { CompletionModel } from '../modelCalls.ts';
import { testProfile } from './profile.ts';

export const testModel: CompletionModel = { path: '/m.gguf', name: 'm', fim: testProfile, sizeBytes: 5e9 };
export const testOptions: CompletionOptions = { length: 'block', minimumDelayMs: 0, inComments: true };
export const never = new AbortController().signal;

export function testEngine(runtime: FakeRuntime, parts: Partial<EngineParts> = {}): CompletionEngine {
  return new CompletionEngine({
    runtime,
    model: () => testModel,
    now: () => performance.now(),
    sleep,
    log: silentLog,
    ...parts,
  });
}

/** A sleep that lasts until the test lets it end, but for none. */
export function heldSleep(): { sleep: EngineParts['sleep']; release: () => Promise<void> } {
  let waiting: (() => void)[] = [];
  return {
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (ms === 0) return resolve();
        signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
        waiting.push(() => signal.aborted || resolve());
      }),
    release: async () => {
      for (const end of waiting.splice(0)) end();
      waiting = [];
      // What was waiting runs on promises alone.
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

/** What stands before the cursor of a prompt in the form of `testProfile`. */
export function beforeOf(request: GenerateRequest): string {
  const texts = request.prompt.map((part) => ('text' in part ? part.text : part.special));
  const head = texts.slice(texts.indexOf('<PRE>') + 1, texts.indexOf('<SUF>')).join('');
  return head + texts.slice(texts.indexOf('<MID>') + 1).join('');
}

/** A model that writes on as `text` does. */
export function oracle(text: string): (request: GenerateRequest) => string {
  return (request) => {
    const before = beforeOf(request);
    return text.startsWith(before) ? text.slice(before.length) : '';
  };
}
