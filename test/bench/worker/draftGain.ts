import type { GenerateRequest } from '../../../src/protocol/workerApi.ts';
import { median, never, type BenchWorker } from './benchWorker.ts';

export type DraftGain = {
  prompts: number;
  /** Forward passes per written token, the drafts always on. */
  passesPerToken: number;
  /** Processor time per token, drafts off ÷ as the worker decides by itself, and ÷ always on: above 1 they pay. Medians over prompts. */
  gain: number;
  gainAlways: number;
};

/** Writes after each prompt with drafts off, on where the worker finds that they pay, and always on, in turns. */
export async function draftGain(worker: BenchWorker, prompts: GenerateRequest[]): Promise<DraftGain> {
  const gains: number[] = [];
  const gainsAlways: number[] = [];
  let [passes, tokens] = [0, 0];
  const run = async (request: GenerateRequest): Promise<{ ms: number; passes: number; tokens: number }> => {
    // The prompt's last token is evaluated by the call that is measured; drafts are among the tokens after it.
    await worker.generate({ ...request, maxTokens: 0 }, () => undefined, never);
    const before = await worker.idle();
    const summary = await worker.generate(request, () => undefined, never);
    const after = await worker.idle();
    return {
      ms: after.processorMs - before.processorMs,
      passes: summary.passes ?? 0,
      tokens: summary.generatedTokens,
    };
  };
  for (const prompt of prompts) {
    const off = await run({ ...prompt, drafts: 'never' });
    const decided = await run(prompt);
    const always = await run({ ...prompt, drafts: 'always' });
    if (off.tokens < 8) continue; // an answer of a few tokens says nothing
    gains.push(off.ms / decided.ms);
    gainsAlways.push(off.ms / always.ms);
    passes += always.passes;
    tokens += always.tokens;
  }
  return {
    prompts: gains.length,
    passesPerToken: passes / tokens,
    gain: median(gains),
    gainAlways: median(gainsAlways),
  };
}
