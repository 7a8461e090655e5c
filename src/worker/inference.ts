import {
  getLlama,
  InsufficientMemoryError,
  type Llama,
  type LlamaContext,
  type LlamaContextSequence,
  type LlamaModel,
} from 'node-llama-cpp';
import { basename } from 'node:path';
import process from 'node:process';
import { Failure } from '../base/errors.ts';
import type {
  ContextKind,
  GenerateEvent,
  GenerateRequest,
  GenerateSummary,
  LoadedModel,
  LoadRequest,
} from '../protocol/workerApi.ts';
import { decode } from './decode.ts';
import { TokenHealing } from './healing.ts';
import { llamaOptions } from './llamaOptions.ts';
import { Progress } from './progress.ts';
import { PromptTokenizer, StreamedText } from './tokens.ts';

/** Lines of llama.cpp's log kept to say why a load failed: its exceptions do not. */
const keptLogLines = 40;

/** One loaded model of this process, with a context per kind that is made on first use. */
export class Inference {
  readonly model: LlamaModel;
  readonly progress = new Progress();
  readonly #llama: Llama;
  readonly #request: LoadRequest;
  readonly #contexts = new Map<ContextKind, Promise<LlamaContextSequence>>();
  readonly #queues = new Map<ContextKind, Promise<unknown>>();
  readonly #tokenizer: PromptTokenizer;
  readonly #healing: TokenHealing;

  private constructor(llama: Llama, model: LlamaModel, request: LoadRequest) {
    this.#llama = llama;
    this.model = model;
    this.#request = request;
    this.#tokenizer = new PromptTokenizer(model);
    this.#healing = new TokenHealing(model);
  }

  static async load(
    request: LoadRequest,
    onFraction: (fraction: number) => void,
    signal: AbortSignal,
  ): Promise<Inference> {
    const name = basename(request.modelPath);
    const lines: string[] = [];
    let isLoaded = false;
    const onLog = (level: string, line: string): void => {
      if (isLoaded) process.stderr.write(`llama.cpp ${level}: ${line.trim()}\n`);
      lines.push(`${level}: ${line.trim()}`);
      if (lines.length > keptLogLines) lines.shift();
    };
    let llama: Llama;
    try {
      llama = await getLlama(llamaOptions(request, onLog));
    } catch (error) {
      throw new Failure('runtimeUnavailable', { reason: errorName(error) }, { cause: error });
    }
    try {
      const model = await llama.loadModel({
        modelPath: request.modelPath,
        gpuLayers: llama.gpu === false ? 0 : 'auto',
        // On a processor the weights are repacked into memory anyway; mapping the file as well doubles what is resident.
        useMmap: llama.gpu === false ? false : 'auto',
        loadSignal: signal,
        onLoadProgress: onFraction,
      });
      isLoaded = true;
      return new Inference(llama, model, request);
    } catch (error) {
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 20)); // the log arrives a tick after the exception
      if (error instanceof InsufficientMemoryError) throw new Failure('outOfMemory', {}, { cause: error });
      const unknown = lines.join('\n').match(/unknown model architecture: '([^']+)'/);
      if (unknown) throw new Failure('modelUnsupported', { arch: unknown[1] ?? '' }, { cause: lines.join('\n') });
      throw new Failure('modelLoadFailed', { name }, { cause: `${errorName(error)}\n${lines.join('\n')}` });
    }
  }

  describe(): LoadedModel {
    const trained = this.model.trainContextSize;
    const wanted = this.#request.contextSizes;
    return {
      gpu: this.#llama.gpu,
      gpuLayers: this.model.gpuLayers,
      threads: this.#threads,
      vocabularySize: this.model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? 0,
      contextSizes: { completion: Math.min(trained, wanted.completion), chat: Math.min(trained, wanted.chat) },
      hasChatTemplate: typeof this.model.fileInfo.metadata.tokenizer?.chat_template === 'string',
    };
  }

  /** More threads than free cores wait for each other in spin locks: 4 threads on 2 cores took 170 times as long as 1. */
  get #threads(): number {
    return this.#request.threads > 0 ? this.#request.threads : Math.max(1, this.#llama.cpuMathCores - 1);
  }

  countTokens(texts: string[]): number[] {
    return texts.map((text) => this.#tokenizer.text(text).length);
  }

  /** Runs `work` alone on the context of `kind`, after what runs there already. */
  async withSequence<T>(
    kind: ContextKind,
    work: (sequence: LlamaContextSequence) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const before = this.#queues.get(kind) ?? Promise.resolve();
    const turn = before.then(async () => {
      signal.throwIfAborted();
      this.progress.begin();
      try {
        return await work(await this.#sequence(kind));
      } finally {
        this.progress.end();
      }
    });
    this.#queues.set(
      kind,
      turn.catch(() => undefined),
    );
    return turn;
  }

  generate(
    request: GenerateRequest,
    emit: (event: GenerateEvent) => void,
    signal: AbortSignal,
  ): Promise<GenerateSummary> {
    return this.withSequence(
      request.context,
      (sequence) => {
        let tokens = this.#tokenizer.prompt(request.prompt);
        const last = tokens.at(-1);
        const fragment = request.heal && last !== undefined && tokens.length > 1 ? this.#healing.fragment(last) : '';
        if (fragment) tokens = tokens.slice(0, -1);
        const text = new StreamedText(this.model, fragment.length);
        let spelled = '';
        return decode(
          sequence,
          {
            tokens,
            maxTokens: request.maxTokens,
            sampling: request.sampling,
            probabilities: request.probabilities,
            stops: new Set(request.stops.map((stop) => this.#tokenizer.special(stop))),
            isSpecial: (token) => this.model.isSpecialToken(token),
            bias: () => this.#healing.bias(fragment.slice(spelled.length)),
            onToken: (token, probability) => {
              if (spelled.length < fragment.length) spelled += this.#healing.fragment(token);
              const fresh = text.push(token);
              if (fresh) emit({ kind: 'text', text: fresh, probability });
            },
          },
          emit,
          this.progress,
          signal,
        );
      },
      signal,
    );
  }

  #sequence(kind: ContextKind): Promise<LlamaContextSequence> {
    const known = this.#contexts.get(kind);
    if (known) return known;
    const made = this.#createContext(kind).then((context) => context.getSequence());
    this.#contexts.set(kind, made);
    // A context that could not be made for want of memory may fit later.
    made.catch(() => this.#contexts.delete(kind));
    return made;
  }

  async #createContext(kind: ContextKind): Promise<LlamaContext> {
    const contextSize = this.describe().contextSizes[kind];
    try {
      return await this.model.createContext({
        contextSize,
        batchSize: Math.min(512, contextSize),
        threads: this.#threads,
        sequences: 1,
        failedCreationRemedy: false,
        // The library's default strategy forgets its budget, so that one long prompt starves everything else.
        batching: { itemPrioritizationStrategy: 'firstInFirstOut' },
      });
    } catch (error) {
      if (error instanceof InsufficientMemoryError) throw new Failure('outOfMemory', {}, { cause: error });
      throw new Failure('modelLoadFailed', { name: this.model.filename ?? 'model' }, { cause: error });
    }
  }
}

function errorName(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
