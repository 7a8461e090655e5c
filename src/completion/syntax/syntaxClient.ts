import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../base/disposables.ts';
import { describeError, isAbort } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { RpcClient } from '../../protocol/rpc.ts';
import type { Code, Place, Syntax } from '../syntax.ts';
import { grammarFor } from './grammars.ts';
import type { SyntaxCalls, SyntaxThreadData } from './syntaxCalls.ts';

/** Threads started in a life at most: one, and another if it died. */
const maxStarts = 2;

/** The largest grammar loads in less than a second; a thread that is silent for so long will not answer. */
const silenceMs = 10_000;

export type SyntaxClientParts = {
  /** The file of the thread's code. */
  thread: string;
  /** The folder of the .wasm files. */
  grammars: string;
  log: Log;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

type Thread = { worker: Worker; rpc: RpcClient<SyntaxCalls> };

/** `Syntax` by a thread that starts with the first request; null for everything once the thread is lost for good. */
export class SyntaxClient implements Syntax, Disposable {
  readonly #parts: SyntaxClientParts;
  #thread: Thread | undefined;
  #starts = 0;

  constructor(parts: SyntaxClientParts) {
    this.#parts = parts;
  }

  errors(code: Code, signal: AbortSignal): Promise<number | null> {
    return this.#call('errors', code, signal);
  }

  placeOf(code: Omit<Code, 'text'>, signal: AbortSignal): Promise<Place | null> {
    return this.#call('placeOf', code, signal);
  }

  dispose(): void {
    this.#starts = maxStarts;
    if (this.#thread) this.#end(this.#thread, new Error('disposed'));
  }

  async #call<M extends keyof SyntaxCalls>(
    method: M,
    params: SyntaxCalls[M]['params'],
    signal: AbortSignal,
  ): Promise<SyntaxCalls[M]['result'] | null> {
    signal.throwIfAborted();
    if (grammarFor(params.languageId) === null) return null;
    const thread = this.#thread ?? this.#start();
    if (!thread) return null;
    const answered = new AbortController();
    this.#parts.sleep(silenceMs, answered.signal).then(
      () => this.#lose(thread, new Error(`no answer in ${silenceMs} ms`)),
      () => {},
    );
    try {
      return await thread.rpc.call(method, params, signal, (line) => this.#parts.log.warn(line));
    } catch (error) {
      if (isAbort(error)) throw error;
      // After an error inside it the parser's memory is not to be trusted.
      this.#lose(thread, error);
      return null;
    } finally {
      answered.abort();
    }
  }

  #start(): Thread | undefined {
    if (this.#starts >= maxStarts) return undefined;
    this.#starts++;
    const { thread: file, grammars } = this.#parts;
    const workerData: SyntaxThreadData = { grammars };
    const worker = new Worker(file, { name: 'hearth-syntax', workerData, execArgv: [] });
    const rpc = new RpcClient<SyntaxCalls>({
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => worker.on('message', listener),
    });
    const thread: Thread = { worker, rpc };
    worker.on('error', (error) => this.#lose(thread, error));
    worker.on('exit', (code) => this.#lose(thread, new Error(`exit code ${code}`)));
    this.#thread = thread;
    return thread;
  }

  #lose(thread: Thread, error: unknown): void {
    if (this.#thread !== thread) return;
    const next = this.#starts < maxStarts ? 'it is started once more when needed' : 'suggestions go unchecked';
    this.#parts.log.warn(`the syntax thread ended (${describeError(error)}); ${next}`);
    this.#end(thread, new Error('the syntax thread ended', { cause: error }));
  }

  #end(thread: Thread, error: Error): void {
    this.#thread = undefined;
    thread.rpc.close(error);
    // Its exit is of no interest any more; terminate() itself never rejects.
    void thread.worker.terminate();
  }
}
