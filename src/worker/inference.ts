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
import { DraftPolicy } from './drafts.ts';
import { TokenHealing } from './healing.ts';
import { llamaOptions } from './llamaOptions.ts';
import { Precedence } from './precedence.ts';
import { PrefillPace } from './prefillPace.ts';
import { Progress } from './progress.ts';
import type { Stepping } from './stepping.ts';
import { ThreadPolicy } from './threadPolicy.ts';
import { PromptTokenizer, StreamedText } from './tokens.ts';

/** Lines of llama.cpp's log kept to say why a load failed: its exceptions do not. */
const keptLogLines = 40;

/**
 * What a call is for: a completion that someone waits for goes before a conversation; a warm-up (a prompt evaluated while the
 * user idles) does not, and ends when anything else wants its context.
 */
export type Urgency = 'completion' | 'warmUp' | 'conversation';

/** One loaded model of this process, with a context per kind that is made on first use. */
export class Inference {
  readonly model: LlamaModel;
  readonly progress = new Progress();
  readonly #llama: Llama;
  readonly #request: LoadRequest;
  readonly #contexts = new Map<ContextKind, Promise<LlamaContextSequence>>();
  readonly #queues = new Map<ContextKind, Promise<unknown>>();
  #calls = 0;
  readonly #tokenizer: PromptTokenizer;
  readonly #healing: TokenHealing;
  readonly #precedence = new Precedence();
  readonly #prefillPace = new PrefillPace();
  readonly #threadPolicy: ThreadPolicy;
  readonly #draftPolicy = new DraftPolicy();
  /** Ends the warm-up that runs on the context, if any. */
  readonly #warmUps = new Map<ContextKind, AbortController>();
  #decodingNow = 0;

  private constructor(llama: Llama, model: LlamaModel, request: LoadRequest) {
    this.#llama = llama;
    this.model = model;
    this.#request = request;
    this.#tokenizer = new PromptTokenizer(model);
    this.#healing = new TokenHealing(model);
    this.#threadPolicy = new ThreadPolicy(llama.gpu === false ? this.#threads : 1);
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

  nextCall(): number {
    return ++this.#calls;
  }

  countTokens(texts: string[]): number[] {
    return texts.map((text) => this.#tokenizer.text(text).length);
  }

  /** Threads that decode now: fewer than loaded with while the machine is busy with other things. */
  get threadsNow(): number {
    return this.#llama.gpu === false ? this.#threadPolicy.threads : this.#threads;
  }

  /**
   * Runs `work` alone on the context of `kind`, after what runs there already. A caller that wants the newest call only aborts
   * the older one first: the context is free after at most one forward pass, and keeps what was evaluated. Warm-ups are
   * ended here, since nobody waits for them.
   */
  async withSequence<T>(
    kind: ContextKind,
    urgency: Urgency,
    work: (sequence: LlamaContextSequence, stepping: Stepping, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    this.#warmUps.get(kind)?.abort();
    const outdated = new AbortController();
    if (urgency === 'warmUp') this.#warmUps.set(kind, outdated);
    const ending = AbortSignal.any([signal, outdated.signal]);
    const before = this.#queues.get(kind) ?? Promise.resolve();
    const turn = before.then(async () => {
      ending.throwIfAborted();
      this.progress.begin();
      try {
        const sequence = await this.#sequence(kind);
        if (urgency !== 'completion') return await work(sequence, this.#stepping(urgency, ending), ending);
        return await this.#precedence.first((after) => work(sequence, this.#stepping(urgency, ending, after), ending));
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

  #stepping(urgency: Urgency, signal: AbortSignal, after?: () => void): Stepping {
    const began = performance.now();
    const pace = this.#prefillPace;
    let passes = 0;
    return {
      get passes() {
        return passes;
      },
      get chunk() {
        return pace.chunk(performance.now() - began);
      },
      pass: async (promptTokens, work) => {
        if (urgency === 'conversation') await this.#precedence.turn(signal);
        this.progress.advance();
        const passBegan = performance.now();
        passes++;
        const isAlone = this.#decodingNow++ === 0;
        try {
          return await work();
        } finally {
          this.#decodingNow--;
          this.progress.advance();
          if (isAlone) this.#measured(promptTokens, performance.now() - passBegan);
          after?.();
        }
      },
    };
  }

  #measured(promptTokens: number, ms: number): void {
    if (promptTokens > 0) {
      this.#prefillPace.measured(promptTokens, ms);
      return;
    }
    const threads = this.#threadPolicy.measured(ms);
    // 0: no limit but what each context was made with.
    this.#llama.maxThreads = threads === this.#threads || this.#llama.gpu !== false ? 0 : threads;
  }

  generate(
    request: GenerateRequest,
    emit: (event: GenerateEvent) => void,
    signal: AbortSignal,
  ): Promise<GenerateSummary> {
    const call = this.nextCall();
    const isWarmUp = request.maxTokens === 0;
    const urgency = isWarmUp ? 'warmUp' : request.context === 'chat' ? 'conversation' : 'completion';
    return this.withSequence(
      request.context,
      urgency,
      (sequence, stepping, ending) => {
        const { tokens, healed } = this.#tokenizer.prompt(request.prompt, request.heal);
        const fragment = healed === null ? '' : this.#healing.fragment(healed.token);
        if (healed !== null && fragment !== '') tokens.splice(healed.index, 1);
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
            call,
            isHealing: () => spelled.length < fragment.length,
            drafts: request.drafts,
            bias: () => this.#healing.bias(fragment.slice(spelled.length)),
            onToken: (token, probability) => {
              if (spelled.length < fragment.length) spelled += this.#healing.fragment(token);
              const fresh = text.push(token);
              if (fresh) emit({ kind: 'text', text: fresh, probability });
            },
          },
          emit,
          stepping,
          this.#draftPolicy,
          ending,
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
    if (kind === 'completion') this.#healing.prepare(); // while llama.cpp makes the context
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
