import { getLlama } from 'node-llama-cpp';
import process from 'node:process';
import { fimRequest, median, never, words, type BenchWorker } from './benchWorker.ts';

export type FirstToken = {
  keys: number;
  /** Processor time of one token by the library alone: evaluate it, take the likeliest next one. */
  bareMs: number;
  /** Processor time of the worker from a key to the first text, its prompt but for that key in the cache. */
  warmMs: number;
  ratio: number;
  /** The same where the probability of the token is told too. */
  ratioWithProbability: number;
  /** Median of prompt tokens evaluated per key. */
  evaluated: number;
};

/** Types `keys` keys after a prompt of about 1,000 tokens, a bare decode between every two, and compares the medians. */
export async function firstToken(
  worker: BenchWorker,
  modelPath: string,
  threads: number,
  keys = 40,
): Promise<FirstToken> {
  const head = words(1000, 7);
  const typed = words(keys, 8).slice(0, keys + 1);
  const bare = await BareDecode.load(modelPath, threads, head);
  const bareMs: number[] = [];
  const warm: number[] = [];
  const withProbability: number[] = [];
  const evaluated: number[] = [];
  try {
    await worker.generate(fimRequest(head, typed.slice(0, 1)), () => undefined, never);
    for (let key = 2; key <= typed.length; key++) {
      const probabilities = key % 2 === 0;
      const before = await worker.health();
      await worker.generate(
        fimRequest(head, typed.slice(0, key), { probabilities }),
        (event) => event.kind === 'prompt' && evaluated.push(event.evaluated),
        never,
      );
      const after = await worker.idle();
      (probabilities ? withProbability : warm).push(after.processorMs - before.processorMs);
      bareMs.push(await bare.token());
    }
  } finally {
    await bare.dispose();
  }
  const one = median(bareMs);
  return {
    keys: evaluated.length,
    bareMs: one,
    warmMs: median(warm),
    ratio: median(warm) / one,
    ratioWithProbability: median(withProbability) / one,
    evaluated: median(evaluated),
  };
}

/** The library in this process, with the same prompt in its cache. */
class BareDecode {
  readonly #stream: AsyncGenerator<unknown, unknown>;
  readonly dispose: () => Promise<void>;

  private constructor(stream: AsyncGenerator<unknown, unknown>, dispose: () => Promise<void>) {
    this.#stream = stream;
    this.dispose = dispose;
  }

  static async load(modelPath: string, threads: number, prompt: string): Promise<BareDecode> {
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: 0,
    });
    const model = await llama.loadModel({ modelPath, gpuLayers: 0, useMmap: false });
    const context = await model.createContext({ contextSize: 4096, batchSize: 512, threads, sequences: 1 });
    const stream = context.getSequence().evaluate(model.tokenize(prompt), { temperature: 0 });
    await stream.next();
    return new BareDecode(stream, () => llama.dispose());
  }

  /** Processor time of this process for one token, ms. */
  async token(): Promise<number> {
    const before = process.cpuUsage();
    await this.#stream.next();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }
}
