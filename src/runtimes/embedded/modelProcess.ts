import { sleep, untilAborted } from '../../base/abort.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Failure, toFailure } from '../../base/errors.ts';
import type { LoadedModel, LoadRequest, WorkerApi } from '../../protocol/workerApi.ts';
import type { RuntimeState } from '../runtime.ts';
import { crashLimit, restartDelayMs } from './backOff.ts';
import { WorkerProcess, type WorkerOptions } from './workerProcess.ts';

type Started = { worker: WorkerProcess; model: LoadedModel };

/** Keeps one model loaded in a process of its own: started on first use, started again with back-off when it dies. */
export class ModelProcess implements Disposable {
  readonly #name: string;
  readonly #request: LoadRequest;
  readonly #options: WorkerOptions;
  readonly #onState: (state: RuntimeState) => void;
  #state: RuntimeState = { kind: 'idle' };
  #starting: Promise<Started> | undefined;
  #startingAbort = new AbortController();
  #current: WorkerProcess | undefined;
  #crashesInARow = 0;
  #crashesWhileLoading = 0;
  /** The file cannot be loaded, and trying again at each key would only cost. Until `restart`. */
  #refusal: Failure | undefined;
  #isDisposed = false;

  constructor(name: string, request: LoadRequest, options: WorkerOptions, onState: (state: RuntimeState) => void) {
    this.#name = name;
    this.#request = request;
    this.#options = options;
    this.#onState = onState;
  }

  get state(): RuntimeState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#current?.pid;
  }

  /** Starts the process and loads the model if need be. An abort ends the waiting; the load itself goes on for others. */
  async ready(signal: AbortSignal): Promise<LoadedModel> {
    return (await untilAborted(this.#start(), signal)).model;
  }

  /**
   * Makes a call; where the process dies before anything has streamed, the call is made once more on a new one.
   * Once text has streamed it rejects, so that nothing is written twice.
   */
  async call<M extends 'generate' | 'chat' | 'countTokens'>(
    method: M,
    params: WorkerApi[M]['params'],
    signal: AbortSignal,
    onChunk?: (chunk: WorkerApi[M]['chunk']) => void,
  ): Promise<WorkerApi[M]['result']> {
    for (let attempt = 1; ; attempt++) {
      let hasStreamed = false;
      const { worker } = await untilAborted(this.#start(), signal);
      try {
        const result = await worker.watched(
          worker.rpc.call(method, params, signal, (chunk) => {
            hasStreamed ||= chunk.kind === 'text';
            onChunk?.(chunk);
          }),
        );
        this.#crashesInARow = 0;
        return result;
      } catch (error) {
        const isLost = error instanceof Failure && (error.code === 'runtimeCrashed' || error.code === 'runtimeHung');
        if (!isLost || hasStreamed || attempt > 1 || signal.aborted) throw error;
        this.#options.log.warn(`${method} is made once more on a new process`);
      }
    }
  }

  /** Forgets past crashes and ends the process; the next call starts a new one. */
  restart(): void {
    this.#crashesInARow = 0;
    this.#crashesWhileLoading = 0;
    this.#refusal = undefined;
    this.#stop();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stop();
  }

  #stop(): void {
    this.#startingAbort.abort();
    this.#startingAbort = new AbortController();
    this.#starting = undefined;
    const worker = this.#current;
    this.#current = undefined;
    worker?.kill(new Failure('runtimeGone'));
    this.#setState({ kind: 'idle' });
  }

  #start(): Promise<Started> {
    if (this.#isDisposed) return Promise.reject(new Failure('runtimeGone'));
    if (this.#refusal) return Promise.reject(this.#refusal);
    if (this.#starting) return this.#starting;
    const ending = this.#startingAbort.signal;
    const starting = this.#startAndLoad(ending).catch((error: unknown) => {
      // Our own stop: to whoever waits that is not an abort of theirs.
      throw ending.aborted ? new Failure('runtimeGone') : error;
    });
    this.#starting = starting;
    starting.catch((error: unknown) => {
      if (this.#starting !== starting && this.#starting !== undefined) return;
      this.#starting = undefined; // the next call tries again, with back-off
      const failure = toFailure(error);
      if (failure.code === 'runtimeGone') return;
      if (!failure.code.startsWith('runtime') || failure.code === 'runtimeUnavailable') this.#refusal = failure;
      this.#setState({ kind: 'failed', failure });
    });
    return starting;
  }

  async #startAndLoad(signal: AbortSignal): Promise<Started> {
    if (this.#crashesWhileLoading >= 2) {
      throw new Failure(
        'modelLoadFailed',
        { name: this.#name },
        { cause: 'it stopped the process twice while loading' },
      );
    }
    await sleep(restartDelayMs(this.#crashesInARow), signal);
    this.#setState({ kind: 'starting' });
    let isLoading = false;
    const onEnd = (ended: WorkerProcess, reason: Failure): void => {
      if (reason.code === 'runtimeGone') return; // by us
      if (isLoading) this.#crashesWhileLoading++;
      this.#crashed(ended);
    };
    const worker = await WorkerProcess.start(this.#options, onEnd, signal);
    this.#current = worker;
    isLoading = true;
    this.#setState({ kind: 'loading', percent: 0 });
    let shown = 0;
    try {
      const load = worker.rpc.call('load', this.#request, signal, ({ fraction }) => {
        const percent = Math.floor(fraction * 100);
        if (percent === shown || !isLoading) return;
        shown = percent;
        this.#setState({ kind: 'loading', percent });
      });
      const model = await worker.watched(load);
      isLoading = false;
      this.#crashesWhileLoading = 0;
      this.#setState({ kind: 'ready', model });
      return { worker, model };
    } catch (error) {
      if (error instanceof Failure && error.code === 'runtimeCrashed' && this.#crashesWhileLoading >= 2) {
        throw new Failure('modelLoadFailed', { name: this.#name }, { cause: error });
      }
      isLoading = false;
      if (this.#current === worker) this.#current = undefined;
      if (worker.isAlive) worker.kill(new Failure('runtimeGone'));
      throw error;
    }
  }

  #crashed(worker: WorkerProcess): void {
    if (this.#current !== undefined && this.#current !== worker) return; // one of before
    this.#current = undefined;
    this.#starting = undefined;
    this.#crashesInARow++;
    this.#setState(
      this.#crashesInARow >= crashLimit
        ? { kind: 'failed', failure: new Failure('runtimeCrashLoop', { count: this.#crashesInARow }) }
        : { kind: 'idle' },
    );
  }

  #setState(state: RuntimeState): void {
    this.#state = state;
    this.#onState(state);
  }
}
