import { setTimeout as sleep } from 'node:timers/promises';
import { isAbort } from '../../../src/base/errors.ts';
import { fimRequest, median, never, words, type BenchWorker } from './benchWorker.ts';

export type BesideChat = {
  trials: number;
  /** From the call to the first text, ms by the clock; medians. */
  idleMs: number;
  whileStreaming: number;
  whilePrefilling: number;
};

/** Times the first text of a warm completion alone, beside a chat that streams, and beside one that reads a long prompt, in turns. */
export async function besideChat(worker: BenchWorker, trials = 16): Promise<BesideChat> {
  const head = words(600, 21);
  const typed = words(trials * 3, 22);
  let keys = 0;
  const firstText = async (): Promise<number> => {
    keys++;
    const began = performance.now();
    await worker.generate(fimRequest(head, typed.slice(0, keys + 1)), () => undefined, never);
    return performance.now() - began;
  };
  await firstText();
  const [idle, streaming, prefilling]: [number[], number[], number[]] = [[], [], []];
  for (let trial = 0; trial < trials; trial++) {
    idle.push(await firstText());
    streaming.push(await during(worker, 'hello', true, trial, firstText));
    prefilling.push(await during(worker, words(1500, 100 + trial), false, trial, firstText));
  }
  const alone = median(idle);
  return {
    trials,
    idleMs: alone,
    whileStreaming: median(streaming) / alone,
    whilePrefilling: median(prefilling) / alone,
  };
}

/** Runs `measure` at some moment of a chat that streams, or that still reads its prompt, and ends the chat. */
async function during(
  worker: BenchWorker,
  text: string,
  streams: boolean,
  trial: number,
  measure: () => Promise<number>,
): Promise<number> {
  const stop = new AbortController();
  const started = Promise.withResolvers<void>();
  const chat = worker
    .chat(
      { turns: [{ role: 'user', text }], maxTokens: 2000, sampling: { temperature: 0 } },
      () => started.resolve(),
      stop.signal,
    )
    .then(
      () => false,
      (error: unknown) => isAbort(error),
    );
  if (streams) await started.promise;
  await sleep(150 + ((trial * 37) % 120));
  const taken = await measure();
  stop.abort();
  if (!(await chat)) throw new Error('the chat ended before the completion beside it');
  await worker.idle();
  return taken;
}
