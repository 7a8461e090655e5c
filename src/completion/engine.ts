import { untilAborted } from '../base/abort.ts';
import { abortError, describeError, Failure, isAbort, toFailure } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { FimProfile } from '../models/fimProfiles.ts';
import type { Sampling } from '../protocol/workerApi.ts';
import type { Runtime, RuntimeModel } from '../runtimes/runtime.ts';
import { whyNotToAsk, type Shown } from './asking.ts';
import { filter } from './filters/filter.ts';
import { Generation, type Confidence, type Generated } from './generation.ts';
import { PromptLayout, type LayoutModel } from './layout.ts';
import { CompletionMemory, typedSince, type Parameters, type Remembered } from './memory.ts';
import {
  describeOutcome,
  emptyTrace,
  silence,
  type NoSuggestion,
  type Outcome,
  type Reason,
  type Suggestion,
  type Trace,
} from './outcome.ts';
import type { RepositorySource } from './repository.ts';
import { accepted, type Snapshot } from './snapshot.ts';
import { Soundness } from './soundness.ts';
import type { Length } from './stopRule.ts';
import type { Syntax } from './syntax.ts';
import { Pace } from './wait.ts';

export type CompletionModel = RuntimeModel & { fim: FimProfile | null; sizeBytes: number };

export type CompletionOptions = { length: Length; minimumDelayMs: number; inComments: boolean };

export type EngineParts = {
  runtime: Pick<Runtime, 'load' | 'generate' | 'countTokens' | 'state'>;
  /** The model in use, or null where none is chosen. */
  model: () => CompletionModel | null;
  /** Milliseconds of a monotonic clock. */
  now: () => number;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  log: Log;
  syntax?: Syntax;
  repository?: RepositorySource;
  /** For the benchmark: instead of what the model's size asks for. */
  confidence?: Confidence;
};

/** Tokens of one suggestion at most: about 12 lines. */
const maxTokens = 128;

/** So little room behind the anchor is left for typing, and it is moved as soon as the user idles. */
const tightTokens = 96;

/** How long a call whose caller went away waits for one that takes it over, before it is aborted. */
const adoptionMs = 150;

/** A suggestion that has stood so long is being read: time to write what follows it. Most keys come sooner. */
const aheadMs = 250;

/** Suggestions that are written ahead in one call: more for one who takes one after the other. */
const suggestionsAhead = { least: 2, most: 4 };

/** Further texts on request, besides the likeliest, and how they are drawn: seeds make them the same each time. */
const mostAlternatives = 2;
const drawing: Sampling = { temperature: 0.9, topP: 0.95 };

/**
 * A model this small is wrong more often than right: it shows only what it is sure of. Measured (`npm run bench`, starter model,
 * 150 places): 100 % shown and 57 % of it wrong at once without a threshold, 56 % and 25 % with this one. Larger models have
 * none until they have been measured.
 */
const smallModelBytes = 100e6;
const smallModelConfidence: Confidence = { first: 0.5, later: 0.35 };
const anyConfidence: Confidence = { first: 0, later: 0 };

/** A call that is under way, and the moment its answer is in memory. */
type Flight = { generation: Generation; parameters: Parameters; remembered: Promise<Remembered> };

/** What to ask the model for. */
type Question = {
  snapshot: Snapshot;
  model: CompletionModel & { fim: FimProfile };
  parameters: Parameters;
  suggestions: number;
  /** Number of the request; a newer one ends this one wherever it waits. */
  request: number;
};

/** Keystroke → outcome. No clock and no editor of its own. One model call at a time; the newest request wins. */
export class CompletionEngine {
  readonly #parts: EngineParts;
  readonly #memory = new CompletionMemory();
  readonly #layout: PromptLayout;
  readonly #pace = new Pace();
  #inFlight: Flight | undefined;
  /** Ends what is done while the user idles: the next request is here. */
  #idle = new AbortController();
  #newest = 0;
  #lastWarning = '';
  #lastSnapshot: Snapshot | null = null;
  #lastShown: Shown | null = null;
  #isTaken = false;
  #acceptedInARow = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#layout = new PromptLayout(maxTokens, parts.repository);
  }

  /** Never rejects: what goes wrong is an outcome with its reason. */
  async suggest(snapshot: Snapshot, options: CompletionOptions, signal: AbortSignal): Promise<Outcome> {
    const began = this.#parts.now();
    const trace = emptyTrace();
    let outcome: Outcome;
    try {
      outcome = await this.#suggest(snapshot, options, trace, signal);
    } catch (error) {
      outcome = isAbort(error) ? silence('aborted', trace) : { ...silence('failed', trace), failure: toFailure(error) };
      if (!isAbort(error)) this.#warnOnce(describeError(error));
    }
    outcome.trace.totalMs = this.#parts.now() - began;
    this.#parts.log.debug(describeOutcome(outcome));
    return outcome;
  }

  /** Other texts for the place of `first`, which a manual request was answered with; fewer where they are all the same. */
  async alternatives(
    snapshot: Snapshot,
    options: CompletionOptions,
    first: Suggestion,
    signal: AbortSignal,
  ): Promise<Suggestion[]> {
    const found: Suggestion[] = [];
    const model = this.#parts.model();
    if (!model?.fim) return found;
    const request = this.#newest;
    try {
      for (let alternative = 1; alternative <= mostAlternatives; alternative++) {
        const parameters = { model: model.path, length: options.length, isSure: false, alternative };
        const question = { snapshot, model: { ...model, fim: model.fim }, parameters, suggestions: 1, request };
        const answer = this.#memory.get(snapshot, parameters) ?? (await this.#answer(question, signal));
        const outcome = this.#show(answer.text, snapshot, 'model', answer.trace);
        const texts = [first, ...found].map(({ text }) => text);
        if (outcome.kind === 'suggestion' && !texts.includes(outcome.text)) found.push(outcome);
      }
    } catch (error) {
      if (!isAbort(error)) this.#warnOnce(describeError(error));
    }
    return found;
  }

  /**
   * Brings the prompt for `snapshot` into the KV cache while the user idles, so that the next key does not pay for a new
   * anchor. Does nothing before the model is in use. Gives the tokens that it evaluated.
   */
  async warmUp(snapshot: Snapshot, signal: AbortSignal): Promise<number> {
    const model = this.#parts.model();
    if (!model?.fim || !this.#isReady(model) || this.#inFlight) return 0;
    this.#lastSnapshot = snapshot;
    if (this.#layout.isTight) this.#layout.moveAnchor();
    if (this.#layout.fits(snapshot, model)) return 0;
    const ended = AbortSignal.any([signal, this.#idle.signal]);
    let evaluated = 0;
    try {
      const { prompt } = await this.#lay(snapshot, { ...model, fim: model.fim }, this.#newest, ended);
      const request = { context: 'completion', prompt, maxTokens: 0, stops: [], sampling: { temperature: 0 } } as const;
      await this.#parts.runtime.generate(
        model,
        { ...request, stops: [], heal: false, probabilities: false },
        (event) => {
          if (event.kind === 'prompt') evaluated = event.evaluated;
        },
        ended,
      );
    } catch (error) {
      if (!isAbort(error)) this.#warnOnce(describeError(error));
    }
    return evaluated;
  }

  /** Forgets answers and anchor, as after a switch of the model. */
  reset(): void {
    this.#newest++; // what still waits was meant for the model before
    this.#idle.abort();
    this.#inFlight?.generation.abort();
    this.#memory.clear();
    this.#layout.clear();
    this.#pace.forgetModel();
    this.#lastShown = null;
  }

  async #suggest(snapshot: Snapshot, options: CompletionOptions, trace: Trace, signal: AbortSignal): Promise<Outcome> {
    const model = this.#parts.model();
    if (!model) return silence('noModel', trace);
    trace.model = model.name;
    const { fim } = model;
    if (!fim) return silence('noFim', trace);
    const request = ++this.#newest;
    this.#idle.abort();
    this.#idle = new AbortController();
    const lastSnapshot = this.#lastSnapshot;
    this.#lastSnapshot = snapshot;
    this.#pace.noteKey(this.#parts.now());

    const isManual = snapshot.trigger === 'manual';
    const parameters = { model: model.path, length: options.length, isSure: !isManual, alternative: 0 };
    const question = { snapshot, model: { ...model, fim }, parameters, suggestions: 1, request };
    const finish = (outcome: Outcome): Outcome => this.#noteShown(outcome, question);

    this.#noteTaken(snapshot);
    const known = this.#fromMemory(snapshot, parameters, trace);
    const whyNot = whyNotToAsk(snapshot, lastSnapshot, this.#lastShown) ?? (await this.#whyNotHere(question, options));
    if (known && whyNot !== 'statementEnded' && whyNot !== 'inComment') return finish(known);
    if (whyNot) return silence(whyNot, trace);
    this.#checkNewest(request);

    const flying = this.#inFlight;
    if (flying && isSameQuestion(flying.parameters, parameters) && flying.generation.covers(snapshot)) {
      await Promise.race([this.#waitFor(flying, signal), flying.generation.diverged(snapshot)]);
      const adopted = this.#fromMemory(snapshot, parameters, trace);
      if (adopted) return finish(adopted.kind === 'suggestion' ? { ...adopted, source: 'adopted' } : adopted);
    }
    flying?.generation.abort();

    if (!isManual) {
      trace.waitMs = this.#pace.waitMs(options.minimumDelayMs);
      if (trace.waitMs > 0) await this.#parts.sleep(trace.waitMs, signal);
    }
    const answer = await this.#answer(question, signal);
    const end = answer.ends[0] ?? 0;
    return finish(this.#show(answer.text.slice(0, end), snapshot, 'model', { ...answer.trace, waitMs: trace.waitMs }));
  }

  /** Whether the suggestion shown last now stands in the document. */
  #noteTaken(snapshot: Snapshot): void {
    if (!this.#lastShown || this.#isTaken) return;
    const typed = typedSince(this.#lastShown.snapshot, snapshot);
    this.#isTaken = typed !== null && typed.startsWith(this.#lastShown.text);
    if (this.#isTaken) this.#acceptedInARow++;
    else if (typed === null || !this.#lastShown.text.startsWith(typed)) this.#acceptedInARow = 0;
  }

  async #whyNotHere({ snapshot, request }: Question, options: CompletionOptions): Promise<Reason | null> {
    const { syntax } = this.#parts;
    if (options.inComments || snapshot.trigger === 'manual' || !syntax) return null;
    const place = await syntax.placeOf(snapshot, this.#idle.signal);
    this.#checkNewest(request);
    return place === 'comment' || place === 'string' ? 'inComment' : null;
  }

  /** A model that cannot be loaded says so at each key, and in the log once. */
  #warnOnce(text: string): void {
    if (text !== this.#lastWarning) this.#parts.log.warn(`completion failed: ${text}`);
    this.#lastWarning = text;
  }

  #fromMemory(snapshot: Snapshot, parameters: Parameters, trace: Trace): Outcome | null {
    const through = this.#memory.typedThrough(snapshot, parameters);
    if (through) {
      const source = through.rest === through.answer.text ? 'cache' : 'typeThrough';
      return this.#show(through.rest, snapshot, source, { ...trace, ...storyOf(through.answer.trace) });
    }
    const exact = this.#memory.get(snapshot, parameters);
    return exact ? this.#show(exact.text, snapshot, 'cache', { ...trace, ...storyOf(exact.trace) }) : null;
  }

  #show(text: string, snapshot: Snapshot, source: Suggestion['source'], trace: Trace): Suggestion | NoSuggestion {
    if (text.trim() === '') return silence(emptyReason(trace), trace);
    const isManual = snapshot.trigger === 'manual';
    const shown = filter(text, snapshot.before, snapshot.after, { isManual, isTypedThrough: source === 'typeThrough' });
    const story = { ...trace, rules: [...trace.rules, ...shown.rules] };
    if ('reason' in shown) return silence(shown.reason, story);
    return { kind: 'suggestion', text: shown.text, replaceAfter: shown.replaceAfter, source, trace: story };
  }

  /** Remembers what the user now sees, and has what follows it written while they read. */
  #noteShown(outcome: Outcome, question: Question): Outcome {
    if (outcome.kind === 'none') return outcome;
    const { snapshot } = question;
    const { text, replaceAfter, trace } = outcome;
    this.#lastShown = { snapshot, text, endedBy: trace.endedBy };
    this.#isTaken = false;
    if (snapshot.trigger === 'manual') return outcome;
    const suggestions = Math.min(suggestionsAhead.most, suggestionsAhead.least + this.#acceptedInARow);
    const next = { ...question, snapshot: accepted(snapshot, text, replaceAfter), suggestions };
    this.#writeAhead(next, this.#idle.signal).catch(() => undefined); // whoever asks for it hears of the failure
    return outcome;
  }

  async #writeAhead(next: Question, signal: AbortSignal): Promise<void> {
    await this.#parts.sleep(aheadMs, signal);
    const { snapshot, parameters, model, request } = next;
    if (this.#memory.typedThrough(snapshot, parameters) || this.#memory.get(snapshot, parameters)) return;
    // What may not come to pass never moves the anchor, and never ends another call.
    if (this.#inFlight || request !== this.#newest || !this.#layout.fits(snapshot, model) || !this.#isReady(model))
      return;
    const { remembered } = await this.#ask(next, signal);
    await remembered;
  }

  /** Asks, and waits for the answer. */
  async #answer(question: Question, signal: AbortSignal): Promise<Remembered> {
    const ask = async (): Promise<Remembered> => this.#waitFor(await this.#ask(question, signal), signal);
    try {
      return await ask();
    } catch (error) {
      // A burst of unusual text (rare letters, long names) has outgrown the room that was left for it.
      if (!(error instanceof Failure && error.code === 'contextTooLong')) throw error;
      this.#layout.moveAnchor();
      return ask();
    }
  }

  async #ask(question: Question, signal: AbortSignal): Promise<Flight> {
    const { snapshot, model, parameters, suggestions, request } = question;
    const { runtime, syntax, now } = this.#parts;
    this.#checkNewest(request);
    const { prompt, isTyped, sections, context, contextSize } = await this.#lay(snapshot, model, request, signal);
    signal.throwIfAborted();
    this.#inFlight?.generation.abort();
    const bySize = model.sizeBytes < smallModelBytes ? smallModelConfidence : anyConfidence;
    const confidence = parameters.isSure ? (this.#parts.confidence ?? bySize) : anyConfidence;
    const looking = new AbortController();
    const soundness = syntax ? new Soundness(syntax, snapshot, looking.signal) : null;
    const sampling = parameters.alternative === 0 ? { temperature: 0 } : { ...drawing, seed: parameters.alternative };
    const generation = new Generation(
      snapshot,
      (call, onEvent, generationSignal) => runtime.generate(model, call, onEvent, generationSignal),
      {
        context: 'completion',
        prompt,
        maxTokens,
        stops: model.fim.stops,
        sampling,
        heal: isTyped,
        probabilities: confidence.first > 0,
      },
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
      const { counts, msPerToken } = generated;
      this.#pace.noteAnswer(counts.promptMs, msPerToken);
      // The next burst begins at a new anchor before this one has no room left for an answer.
      const left = contextSize - (counts.promptTokens ?? 0) - maxTokens;
      if (left < 0) this.#layout.moveAnchor();
      else if (left < tightTokens) this.#layout.isTight = true;
      const { text, ends, rules } = await sound(generated, snapshot, soundness);
      const { endedBy } = generated;
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

  /** Loads the model if need be, and lays out its prompt. */
  async #lay(
    snapshot: Snapshot,
    model: Question['model'],
    request: number,
    signal: AbortSignal,
  ): Promise<Awaited<ReturnType<PromptLayout['promptFor']>> & { contextSize: number }> {
    const { runtime } = this.#parts;
    const loaded = await runtime.load(model, signal);
    const checkNewest = (): void => this.#checkNewest(request);
    checkNewest();
    const contextSize = loaded.contextSizes.completion;
    const layoutModel: LayoutModel = {
      path: model.path,
      fim: model.fim,
      contextSize,
      countTokens: (texts) => runtime.countTokens(model, texts, signal),
    };
    return { ...(await this.#layout.promptFor(snapshot, layoutModel, checkNewest)), contextSize };
  }

  /** Nothing that nobody asked for starts a process. */
  #isReady(model: CompletionModel): boolean {
    return this.#parts.runtime.state(model).kind === 'ready';
  }

  /** A newer request, or a switch of the model, ends this one wherever it was waiting. */
  #checkNewest(request: number): void {
    if (request !== this.#newest) throw abortError();
  }

  /** Waits for a call; when the last that waits for it goes away, it ends too, unless a newer request takes it over. */
  async #waitFor({ generation, remembered }: Flight, signal: AbortSignal): Promise<Remembered> {
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
}

/** Cuts what would break code that parsed. */
async function sound(
  { text, ends }: Generated,
  snapshot: Snapshot,
  soundness: Soundness | null,
): Promise<Pick<Remembered, 'text' | 'ends'> & { rules: string[] }> {
  let from = 0;
  for (const [index, end] of ends.entries()) {
    const part = text.slice(0, end);
    if (!soundness || text.slice(from, end).trim() === '') continue;
    const shown = filter(part, snapshot.before, snapshot.after, { isManual: true });
    const [checked, replaceAfter] = 'reason' in shown ? [part, 0] : [shown.text, shown.replaceAfter];
    const length = await soundness.soundLength(checked, replaceAfter, from);
    if (length !== checked.length) {
      const kept = length === null ? [] : [length];
      return { text: text.slice(0, length ?? from), ends: [...ends.slice(0, index), ...kept], rules: ['breaksSyntax'] };
    }
    from = end;
  }
  return { text, ends, rules: [] };
}

function isSameQuestion(a: Parameters, b: Parameters): boolean {
  return a.model === b.model && a.length === b.length && a.isSure === b.isSure && a.alternative === b.alternative;
}

/** What an answer from memory tells of the call that it came from; its counts were paid then. */
function storyOf(trace: Trace): Pick<Trace, 'rawText' | 'endedBy' | 'rules' | 'prompt' | 'sections' | 'context'> {
  const { rawText, endedBy, rules, prompt, sections, context } = trace;
  return { rawText, endedBy, rules, prompt, sections, context };
}

function emptyReason({ rules, endedBy }: Trace): Reason {
  if (rules.includes('breaksSyntax')) return 'breaksSyntax';
  if (endedBy === 'uncertain') return 'lowConfidence';
  return endedBy === 'suffix' ? 'repeatsSuffix' : 'empty';
}
