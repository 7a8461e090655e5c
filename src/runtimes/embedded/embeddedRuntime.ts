import { Emitter } from '../../base/emitter.ts';
import type { ContextKind, LoadRequest } from '../../protocol/workerApi.ts';
import type { Runtime, RuntimeModel, RuntimeState } from '../runtime.ts';
import { ModelProcess } from './modelProcess.ts';
import type { WorkerOptions } from './workerProcess.ts';

/** Tokens. A completion sees a few hundred lines; more would cost memory and prefill without better suggestions. */
export const contextSizes: Record<ContextKind, number> = { completion: 4096, chat: 8192 };

export type EmbeddedOptions = WorkerOptions & Pick<LoadRequest, 'gpu' | 'threads'>;

/** node-llama-cpp in supervised child processes, one per loaded model, over no port. */
export class EmbeddedRuntime implements Runtime {
  #options: EmbeddedOptions;
  readonly #processes = new Map<string, ModelProcess>();
  readonly #stateChanges = new Emitter<string>();
  readonly onStateChange = this.#stateChanges.event;

  constructor(options: EmbeddedOptions) {
    this.#options = options;
  }

  /** New threads or graphics card: takes effect with processes started from now on; the present ones are ended. */
  configure(change: Pick<EmbeddedOptions, 'gpu' | 'threads'>): void {
    if (change.gpu === this.#options.gpu && change.threads === this.#options.threads) return;
    this.#options = { ...this.#options, ...change };
    this.retain([]);
  }

  load: Runtime['load'] = (model, signal) => this.#process(model).ready(signal);

  generate: Runtime['generate'] = (model, request, onEvent, signal) =>
    this.#process(model).call('generate', request, signal, onEvent);

  chat: Runtime['chat'] = (model, request, onEvent, signal) =>
    this.#process(model).call('chat', request, signal, onEvent);

  countTokens: Runtime['countTokens'] = (model, texts, signal) =>
    this.#process(model).call('countTokens', { texts }, signal);

  retain(models: RuntimeModel[]): void {
    const kept = new Set(models.map((model) => model.path));
    for (const [path, process] of this.#processes) {
      if (kept.has(path)) continue;
      this.#processes.delete(path);
      process.dispose();
    }
  }

  restart(model?: RuntimeModel): void {
    if (model) this.#processes.get(model.path)?.restart();
    else for (const process of this.#processes.values()) process.restart();
  }

  state(model: RuntimeModel): RuntimeState {
    return this.#processes.get(model.path)?.state ?? { kind: 'idle' };
  }

  /** Process id of a loaded model, for tests and the doctor. */
  pid(model: RuntimeModel): number | undefined {
    return this.#processes.get(model.path)?.pid;
  }

  dispose(): void {
    this.retain([]);
    this.#stateChanges.dispose();
  }

  #process(model: RuntimeModel): ModelProcess {
    const known = this.#processes.get(model.path);
    if (known) return known;
    const { gpu, threads, ...worker } = this.#options;
    const request: LoadRequest = { modelPath: model.path, gpu, threads, contextSizes };
    const process = new ModelProcess(model.name, request, worker, () => this.#stateChanges.fire(model.path));
    this.#processes.set(model.path, process);
    return process;
  }
}
