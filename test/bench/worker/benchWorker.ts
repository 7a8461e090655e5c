/** A worker process with one model, asked without the runtime around it, so that its processor time can be read at any moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../../../src/base/log.ts';
import type {
  ChatRequest,
  GenerateEvent,
  GenerateRequest,
  GenerateSummary,
  WorkerHealth,
} from '../../../src/protocol/workerApi.ts';
import { WorkerProcess } from '../../../src/runtimes/embedded/workerProcess.ts';

export const never = new AbortController().signal;

export class BenchWorker {
  readonly #process: WorkerProcess;

  private constructor(process: WorkerProcess) {
    this.#process = process;
  }

  static async start(workerPath: string, modelPath: string, threads: number): Promise<BenchWorker> {
    const process = await WorkerProcess.start({ workerPath, log: silentLog }, () => undefined, never);
    const contextSizes = { completion: 4096, chat: 8192 };
    await process.rpc.call('load', { modelPath, gpu: 'off', threads, contextSizes }, never);
    return new BenchWorker(process);
  }

  generate(
    request: GenerateRequest,
    onEvent: (event: GenerateEvent) => void,
    signal: AbortSignal,
  ): Promise<GenerateSummary> {
    return this.#process.rpc.call('generate', request, signal, onEvent);
  }

  chat(request: ChatRequest, onEvent: (event: GenerateEvent) => void, signal: AbortSignal): Promise<GenerateSummary> {
    return this.#process.rpc.call('chat', request, signal, onEvent);
  }

  health(): Promise<WorkerHealth> {
    return this.#process.rpc.call('ping', null, never);
  }

  /** Resolves once no call holds a context, with the health of then. */
  async idle(): Promise<WorkerHealth> {
    for (;;) {
      const health = await this.health();
      if (health.running === 0) return health;
      await sleep(2);
    }
  }

  dispose(): void {
    this.#process.kill(new Error('the benchmark is over') as never);
  }
}

/** A prompt as the product lays it out, with Qwen's special tokens. */
export function fimRequest(head: string, typed: string, change: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    context: 'completion',
    prompt: [
      { special: '<|fim_prefix|>' },
      { text: head },
      { special: '<|fim_suffix|>' },
      { text: '\n}\n' },
      { special: '<|fim_middle|>' },
      ...(typed === '' ? [] : [{ text: typed }]),
    ],
    maxTokens: 1,
    stops: [],
    sampling: { temperature: 0 },
    heal: typed !== '',
    probabilities: false,
    ...change,
  };
}

/** Words enough for about `tokens` tokens of the half-billion model, different for each `seed` from the first word on. */
export function words(tokens: number, seed: number): string {
  let state = seed + 1;
  const letter = (): string => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return String.fromCodePoint(97 + ((state >> 16) % 26));
  };
  // A space and two letters are one token there.
  return Array.from({ length: tokens }, () => ` ${letter()}${letter()}`).join('');
}

/** `part` 0–1 of `values` are at most this. */
export function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

export const median = (values: number[]): number => quantile(values, 0.5);
