import { untilAborted } from '../base/abort.ts';
import { abortError, Failure } from '../base/errors.ts';
import type { FimProfile } from '../models/fimProfiles.ts';
import type { GenerateRequest, Sampling } from '../protocol/workerApi.ts';
import type { Runtime, RuntimeModel } from '../runtimes/runtime.ts';
import { Generation, type Confidence } from './generation.ts';
import { PromptLayout, type Layout, type LayoutModel } from './layout.ts';
import type { CompletionMemory, Parameters, Remembered } from './memory.ts';
import { emptyTrace } from './outcome.ts';
import type { RepositorySource } from './repository.ts';
import type { Snapshot } from './snapshot.ts';
import { keepSound, Soundness } from './soundness.ts';
import type { Syntax } from './syntax.ts';
import { Pace } from './wait.ts';

/** `fim`: null for a model that cannot fill a middle. */
export type CompletionModel = RuntimeModel & { fim: FimProfile | null; sizeBytes: number };

export type CallParts = {
  runtime: Pick<Runtime, 'load' | 'generate' | 'countTokens' | 'state'>;
  /** Milliseconds of a monotonic clock. */
  now: () => number;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  syntax?: Syntax;
  repository?: RepositorySource;
  /** For the benchmark: instead of what the model's size asks for. */
  confidence?: Confidence;
};

/** What to ask the model for. */
export type Question = {
  snapshot: Snapshot;
  model: CompletionModel & { fim: FimProfile };
  parameters: Parameters;
  /** So many in a row, each as if the one before had been accepted. */
  suggestions: number;
  /** Number of the request; a newer one ends this one wherever it waits. */
  request: number;
};

/** A call that is under way, and the moment its answer is in memory. */
export type Flight = { generation: Generation; parameters: Parameters; remembered: Promise<Remembered> };

/** Tokens of one call at most: about 12 lines. */
const maxTokens = 128;

/** So little room behind the anchor is left for typing, and it is moved as soon as the user idles. */
const tightTokens = 96;

/** How long a call whose caller went away waits for one that takes it over, before it is aborted. */
const adoptionMs = 150;

/** How further texts are drawn; seeds make them the same each time. */
const drawing: Sampling = { temperature: 0.7, topP: 0.95 };

/**
 * A model this small is wrong more often than right: it shows only what it is sure of. Measured (`npm run bench -- completion`,
 * its last table, starter model, 150 places): without a threshold 96 % is shown and 52 % of that is wrong within three
 * characters, with this one 57 % and 28 %. Larger models have none until they have been measured.
 */
const smallModelBytes = 100e6;
const smallModelConfidence: Confidence = { first: 0.5, later: 0.35 };
const anyConfidence: Confidence = { first: 0, later: 0 };

/** The calls of the model: one at a time, the newest wins, and what they answer goes into memory. */
export class ModelCalls {
  readonly pace = new Pace();
  readonly #parts: CallParts;
  readonly #memory: CompletionMemory;
  readonly #layout: PromptLayout;
  #inFlight: Flight | undefined;
  #newest = 0;
  /** Counts resets: what was asked before one is not remembered after it. */
  #epoch = 0;

  constructor(parts: CallParts, memory: CompletionMemory) {
    this.#parts = parts;
    this.#memory = memory;
    this.#layout = new PromptLayout(maxTokens, parts.repository);
  }

  get inFlight(): Flight | undefined {
    return this.#inFlight;
  }

  get newest(): number {
    return this.#newest;
  }

  /** Begins a request: whatever waits for an older one ends. Gives its number. */
  begin(): number {
    return ++this.#newest;
  }

  /** A newer request, or a switch of the model, ends this one wherever it was waiting. */
  checkNewest(request: number): void {
    if (request !== this.#newest) throw abortError();
  }

  /** Nothing that nobody asked for starts a process, moves the anchor or ends another call. */
  mayWorkAhead({ snapshot, model, request }: Question): boolean {
    return !this.#inFlight && request === this.#newest && this.#layout.fits(snapshot, model) && this.#isReady(model);
  }

  /** Forgets the anchor and what it measured, as after a switch of the model. */
  reset(): void {
    this.#epoch++;
    this.#newest++; // what still waits was meant for the model before
    this.#inFlight?.generation.abort();
    this.#layout.clear();
    this.pace.forgetModel();
  }

  /** Asks, and waits for the answer. */
  async answer(question: Question, signal: AbortSignal): Promise<Remembered> {
    const ask = async (): Promise<Remembered> => this.waitFor(await this.ask(question, signal), signal);
    try {
      return await ask();
    } catch (error) {
      // A burst of unusual text (rare letters, long names) has outgrown the room that was left for it.
      if (!(error instanceof Failure && error.code === 'contextTooLong')) throw error;
      this.#layout.moveAnchor();
      return ask();
    }
  }

  async ask(question: Question, signal: AbortSignal): Promise<Flight> {
    const { snapshot, model, parameters, suggestions, request } = question;
    const { runtime, syntax, now } = this.#parts;
    this.checkNewest(request);
    const { layout, contextSize } = await this.#lay(snapshot, model, request, signal);
    signal.throwIfAborted();
    this.#inFlight?.generation.abort();
    const confidence = this.#confidenceFor(question);
    const epoch = this.#epoch;
    const looking = new AbortController();
    const soundness = syntax ? new Soundness(syntax, snapshot, looking.signal) : null;
    const generation = new Generation(
      snapshot,
      (call, onEvent, generationSignal) => runtime.generate(model, call, onEvent, generationSignal),
      requestFor(question, layout, confidence),
      {
        length: parameters.length,
        confidence,
        suggestions,
        isUnfinished: async (text) => (await soundness?.isUnfinished(text)) ?? false,
        now,
      },
    );
    const remember = async (): Promise<Remembered> => {
      const generated = await generation.done;
      const { counts, endedBy, msPerToken } = generated;
      this.pace.noteAnswer(counts.promptMs, msPerToken);
      this.#noteRoom(contextSize - (counts.promptTokens ?? 0));
      const { text, ends, rules } = await keepSound(generated, snapshot, soundness);
      if (epoch !== this.#epoch) throw abortError();
      const { prompt, sections, context } = layout;
      const trace = { ...emptyTrace(), model: model.name, endedBy, rules, prompt, sections, context, ...counts };
      const answer = { snapshot, parameters, text, ends, trace };
      this.#memory.put(answer);
      return answer;
    };
    const flight: Flight = { generation, parameters, remembered: remember() };
    this.#inFlight = flight;
    flight.remembered
      .catch(() => undefined) // its waiters are told
      .finally(() => {
        looking.abort();
        if (this.#inFlight === flight) this.#inFlight = undefined;
      });
    return flight;
  }

  /** Waits for a call; when the last that waits for it goes away, it ends too, unless a newer request takes it over. */
  async waitFor({ generation, remembered }: Flight, signal: AbortSignal): Promise<Remembered> {
    generation.waiting++;
    try {
      return await untilAborted(remembered, signal);
    } catch (error) {
      if (signal.aborted) {
        const forever = new AbortController().signal;
        void this.#parts
          .sleep(adoptionMs, forever)
          .then(() => generation.waiting === 0 && generation.abort())
          .catch(() => undefined);
      }
      throw error;
    } finally {
      generation.waiting--;
    }
  }

  /**
   * Brings the prompt for `snapshot` into the KV cache, where it needs a new anchor. Does nothing before the model is in use,
   * or while it works. Gives the tokens that it evaluated.
   */
  async warmUp(snapshot: Snapshot, model: Question['model'], signal: AbortSignal): Promise<number> {
    if (!this.#isReady(model) || this.#inFlight) return 0;
    if (this.#layout.isTight) this.#layout.moveAnchor();
    if (this.#layout.fits(snapshot, model)) return 0;
    const { layout } = await this.#lay(snapshot, model, this.#newest, signal);
    const parameters = { model: model.path, length: 'line', isSure: false, alternative: 0 } as const;
    const question = { snapshot, model, parameters, suggestions: 1, request: this.#newest };
    let evaluated = 0;
    await this.#parts.runtime.generate(
      model,
      { ...requestFor(question, layout, anyConfidence), maxTokens: 0 },
      (event) => {
        if (event.kind === 'prompt') evaluated = event.evaluated;
      },
      signal,
    );
    return evaluated;
  }

  #isReady(model: CompletionModel): boolean {
    return this.#parts.runtime.state(model).kind === 'ready';
  }

  /** The model is held to what it is sure of. */
  hasThreshold(model: CompletionModel): boolean {
    return (this.#parts.confidence ?? this.#confidenceBySize(model)).first > 0;
  }

  #confidenceFor({ model, parameters }: Question): Confidence {
    return parameters.isSure ? (this.#parts.confidence ?? this.#confidenceBySize(model)) : anyConfidence;
  }

  #confidenceBySize({ sizeBytes }: CompletionModel): Confidence {
    return sizeBytes < smallModelBytes ? smallModelConfidence : anyConfidence;
  }

  /** `left`: tokens of the context behind the prompt. The anchor moves before it has no room left for an answer. */
  #noteRoom(left: number): void {
    if (left < maxTokens) this.#layout.moveAnchor();
    else if (left < maxTokens + tightTokens) this.#layout.isTight = true;
  }

  /** Loads the model if need be, and lays out its prompt. */
  async #lay(
    snapshot: Snapshot,
    model: Question['model'],
    request: number,
    signal: AbortSignal,
  ): Promise<{ layout: Layout; contextSize: number }> {
    const { runtime } = this.#parts;
    const loaded = await runtime.load(model, signal);
    const checkNewest = (): void => this.checkNewest(request);
    checkNewest();
    const contextSize = loaded.contextSizes.completion;
    const layoutModel: LayoutModel = {
      path: model.path,
      fim: model.fim,
      contextSize,
      countTokens: (texts) => runtime.countTokens(model, texts, signal),
    };
    return { layout: await this.#layout.promptFor(snapshot, layoutModel, checkNewest), contextSize };
  }
}

function requestFor({ model, parameters }: Question, layout: Layout, confidence: Confidence): GenerateRequest {
  const { alternative } = parameters;
  return {
    context: 'completion',
    prompt: layout.prompt,
    maxTokens,
    stops: model.fim.stops,
    sampling: alternative === 0 ? { temperature: 0 } : { ...drawing, seed: alternative },
    heal: layout.isTyped,
    probabilities: confidence.first > 0,
  };
}
