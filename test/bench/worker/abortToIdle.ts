import { setTimeout as sleep } from 'node:timers/promises';
import { isAbort } from '../../../src/base/errors.ts';
import { fimRequest, median, quantile, words, type BenchWorker } from './benchWorker.ts';

export type AbortToIdle = {
  trials: number;
  /** Processor time of the worker from the abort's arrival until no call holds a context. */
  medianMs: number;
  p95Ms: number;
  prefillP95Ms: number;
  decodeP95Ms: number;
};

/**
 * Aborts calls as the next key does, 20–600 ms after they began: half of them in the prefill of a prompt that is not in the
 * cache, half while text streams.
 */
export async function abortToIdle(worker: BenchWorker, trials = 48): Promise<AbortToIdle> {
  const prefill: number[] = [];
  const decode: number[] = [];
  const head = words(200, 0);
  await worker.generate(fimRequest(head, '', { maxTokens: 4 }), () => undefined, new AbortController().signal);
  for (let trial = 0; trial < trials; trial++) {
    const delay = 20 + ((trial * 211) % 580);
    const inPrefill = trial % 2 === 0;
    const stop = new AbortController();
    const request = inPrefill
      ? fimRequest(words(2000, trial + 1), '', { maxTokens: 4 })
      : fimRequest(head, '', { maxTokens: 1000 });
    const streams = Promise.withResolvers<void>();
    const call = worker
      .generate(request, () => streams.resolve(), stop.signal)
      .then(
        () => false,
        (error: unknown) => isAbort(error),
      );
    if (!inPrefill) await streams.promise;
    await sleep(inPrefill ? delay : delay / 2);
    stop.abort();
    // In the same channel, so that it is answered when the abort has arrived.
    const before = await worker.health();
    const after = await worker.idle();
    if (!(await call)) throw new Error('a call ended before it was aborted');
    (inPrefill ? prefill : decode).push(after.processorMs - before.processorMs);
  }
  const all = [...prefill, ...decode];
  return {
    trials: all.length,
    medianMs: median(all),
    p95Ms: quantile(all, 0.95),
    prefillP95Ms: quantile(prefill, 0.95),
    decodeP95Ms: quantile(decode, 0.95),
  };
}
