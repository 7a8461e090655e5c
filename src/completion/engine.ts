import { untilAborted } from '../base/abort.ts';
import { abortError, describeError, Failure, isAbort, toFailure } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { FimProfile } from '../models/fimProfiles.ts';
import type { LoadedModel } from '../protocol/workerApi.ts';
import type { Runtime, RuntimeModel } from '../runtimes/runtime.ts';
import { Anchor, budgetFor } from './anchor.ts';
import { filter } from './filters.ts';
import { fimPrompt } from './fimPrompt.ts';
import { Generation, type Confidence } from './generation.ts';
import { CompletionMemory, type Parameters } from './memory.ts';
import { reasons, type NoSuggestion, type Outcome, type Reason, type Suggestion, type Trace } from './outcome.ts';
import type { Snapshot } from './snapshot.ts';
import { StopRule, type Length } from './stopRule.ts';
import { waitBeforeAsking } from './wait.ts';

export type CompletionModel = RuntimeModel & { fim: FimProfile | null; sizeBytes: number };

export type CompletionOptions = { length: Length; minimumDelayMs: number };

export type EngineParts = {
  runtime: Pick<Runtime, 'load' | 'generate' | 'countTokens'>;
  /** The model in use, or null where none is chosen. */
  model: () => CompletionModel | null;
  /** Milliseconds of a monotonic clock. */
  now: () => number;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  log: Log;
  /** For the benchmark: instead of what the model's size asks for. */
  confidence?: Confidence;
};

/** Tokens of one suggestion at most: about 12 lines. */
const maxTokens = 128;

/** How long a call whose caller went away waits for one that takes it over, before it is aborted. */
const adoptionMs = 150;

/**
 * A model this small is wrong more often than right: it shows only what it is sure of. Measured (`npm run bench`, starter model,
 * 150 places): 100 % shown and 57 % of it wrong at once without a threshold, 56 % and 25 % with this one. Larger models have
 * none until they have been measured.
 */
const smallModelBytes = 100e6;
const smallModelConfidence: Confidence = { first: 0.5, later: 0.35 };
const anyConfidence: Confidence = { first: 0, later: 0 };

/** Keystroke → outcome. No clock and no editor of its own. One model call at a time; the newest request wins. */
export class CompletionEngine {
  readonly #parts: EngineParts;
  readonly #memory = new CompletionMemory();
  #anchor: { model: string; anchor: Anchor } | undefined;
  #inFlight: { generation: Generation; parameters: Parameters } | undefined;
  #newest = 0;
  #lastWarning = '';
  #lastKeyAt: number | null = null;
  #firstTokenMs: number | null = null;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Never rejects: what goes wrong is an outcome with its reason. */
  async suggest(snapshot: Snapshot, options: CompletionOptions, signal: AbortSignal): Promise<Outcome> {
    const began = this.#parts.now();
    const trace: Trace = {
      model: null,
      waitMs: 0,
      promptMs: null,
      totalMs: 0,
      promptTokens: null,
      reusedTokens: null,
      evaluatedTokens: null,
      generatedTokens: 0,
      rawText: '',
      endedBy: null,
      prompt: null,
    };
    let outcome: Outcome;
    try {
      outcome = await this.#suggest(snapshot, options, trace, signal);
    } catch (error) {
      outcome = isAbort(error) ? none('aborted', trace) : { ...none('failed', trace), failure: toFailure(error) };
      if (!isAbort(error)) this.#warnOnce(describeError(error));
    }
    outcome.trace.totalMs = this.#parts.now() - began;
    this.#parts.log.debug(describeOutcome(outcome));
    return outcome;
  }

  /** Forgets answers and anchor, as after a switch of the model. */
  reset(): void {
    this.#newest++; // what still waits was meant for the model before
    this.#inFlight?.generation.abort();
    this.#memory.clear();
    this.#anchor = undefined;
    this.#firstTokenMs = null;
  }

  async #suggest(snapshot: Snapshot, options: CompletionOptions, trace: Trace, signal: AbortSignal): Promise<Outcome> {
    const model = this.#parts.model();
    if (!model) return none('noModel', trace);
    trace.model = model.name;
    const { fim } = model;
    if (!fim) return none('noFim', trace);
    const request = ++this.#newest;
    const parameters: Parameters = { model: model.path, length: options.length };

    const known = this.#fromMemory(snapshot, parameters, trace);
    if (known) return known;

    const flying = this.#inFlight;
    if (flying && flying.parameters.model === model.path && flying.parameters.length === options.length) {
      if (flying.generation.covers(snapshot)) {
        await Promise.race([this.#waitFor(flying.generation, signal), flying.generation.diverged(snapshot)]);
        const adopted = this.#fromMemory(snapshot, parameters, trace);
        if (adopted) return adopted.kind === 'suggestion' ? { ...adopted, source: 'adopted' } : adopted;
      }
    }
    flying?.generation.abort();

    await this.#wait(snapshot, options, trace, signal);
    const ask = async (): Promise<void> => {
      const generation = await this.#ask(snapshot, model, fim, parameters, request, signal);
      await this.#waitFor(generation, signal);
    };
    try {
      await ask();
    } catch (error) {
      // A burst of unusual text (rare letters, long names) has outgrown the room that was left for it.
      if (!(error instanceof Failure && error.code === 'contextTooLong') || !this.#anchor) throw error;
      this.#anchor = undefined;
      await ask();
    }
    const answer = this.#memory.get(snapshot, parameters);
    return answer
      ? this.#show(answer.text, snapshot, 'model', { ...answer.trace, waitMs: trace.waitMs })
      : none('aborted', trace);
  }

  /** A model that cannot be loaded says so at each key, and in the log once. */
  #warnOnce(text: string): void {
    if (text !== this.#lastWarning) this.#parts.log.warn(`completion failed: ${text}`);
    this.#lastWarning = text;
  }

  #fromMemory(snapshot: Snapshot, parameters: Parameters, trace: Trace): Outcome | null {
    const through = this.#memory.typedThrough(snapshot, parameters);
    if (through) {
      return this.#show(through.rest, snapshot, 'typeThrough', { ...trace, ...storyOf(through.answer.trace) });
    }
    const exact = this.#memory.get(snapshot, parameters);
    return exact ? this.#show(exact.text, snapshot, 'cache', { ...trace, ...storyOf(exact.trace) }) : null;
  }

  #show(text: string, snapshot: Snapshot, source: Suggestion['source'], trace: Trace): Outcome {
    if (text.trim() === '') return none(trace.endedBy === 'uncertain' ? 'lowConfidence' : emptyReason(trace), trace);
    const shown = filter(text, snapshot.before, snapshot.after);
    if ('reason' in shown) return none(shown.reason, trace);
    return { kind: 'suggestion', ...shown, source, trace };
  }

  async #wait(snapshot: Snapshot, options: CompletionOptions, trace: Trace, signal: AbortSignal): Promise<void> {
    const now = this.#parts.now();
    const sinceLastKeyMs = this.#lastKeyAt === null ? null : now - this.#lastKeyAt;
    this.#lastKeyAt = now;
    if (snapshot.trigger === 'manual') return;
    const minimumMs = options.minimumDelayMs;
    trace.waitMs = waitBeforeAsking({ firstTokenMs: this.#firstTokenMs, sinceLastKeyMs, minimumMs });
    if (trace.waitMs > 0) await this.#parts.sleep(trace.waitMs, signal);
  }

  async #ask(
    snapshot: Snapshot,
    model: CompletionModel,
    fim: FimProfile,
    parameters: Parameters,
    request: number,
    signal: AbortSignal,
  ): Promise<Generation> {
    const { runtime } = this.#parts;
    this.#checkNewest(request);
    const bySize = model.sizeBytes < smallModelBytes ? smallModelConfidence : anyConfidence;
    const confidence = this.#parts.confidence ?? bySize;
    const loaded = await runtime.load(model, signal);
    this.#checkNewest(request);
    const kept = this.#anchor?.model === model.path ? this.#anchor.anchor : null;
    const anchor = kept?.textFor(snapshot) ? kept : await this.#place(snapshot, model, loaded, signal);
    this.#checkNewest(request);
    signal.throwIfAborted();
    this.#anchor = { model: model.path, anchor };
    const text = anchor.textFor(snapshot);
    if (!text) throw new Error('an anchor fits the snapshot that it was placed for');
    this.#inFlight?.generation.abort();
    const prompt = fimPrompt(fim, text);
    const generation = new Generation(
      snapshot,
      (call, onEvent, generationSignal) => runtime.generate(model, call, onEvent, generationSignal),
      {
        context: 'completion',
        prompt,
        maxTokens,
        stops: fim.stops,
        sampling: { temperature: 0 },
        heal: text.typed !== '',
        probabilities: confidence.first > 0,
      },
      new StopRule(snapshot, parameters.length),
      confidence,
    );
    const flight = { generation, parameters };
    this.#inFlight = flight;
    void generation.done
      .then(({ text: answer, endedBy, counts }) => {
        const trace: Trace = { model: model.name, waitMs: 0, totalMs: 0, endedBy, prompt, ...counts };
        this.#memory.put({ snapshot, parameters, text: answer, trace });
        if (counts.promptMs !== null) this.#firstTokenMs = smooth(this.#firstTokenMs, counts.promptMs);
        // The next burst begins at a new anchor before this one has no room left for an answer.
        const isFull = (counts.promptTokens ?? 0) + maxTokens > loaded.contextSizes.completion;
        if (isFull && this.#anchor?.anchor === anchor) this.#anchor = undefined;
      })
      .catch(() => undefined) // its waiters are told
      .finally(() => {
        if (this.#inFlight === flight) this.#inFlight = undefined;
      });
    return generation;
  }

  #place(snapshot: Snapshot, model: CompletionModel, loaded: LoadedModel, signal: AbortSignal): Promise<Anchor> {
    const budget = budgetFor(loaded.contextSizes.completion, maxTokens);
    return Anchor.place(snapshot, budget, (texts) => this.#parts.runtime.countTokens(model, texts, signal));
  }

  /** A newer request, or a switch of the model, ends this one wherever it was waiting. */
  #checkNewest(request: number): void {
    if (request !== this.#newest) throw abortError();
  }

  /** Waits for a generation; when the last that waits for it goes away, it ends too, unless a newer request takes it over. */
  async #waitFor(generation: Generation, signal: AbortSignal): Promise<void> {
    generation.waiting++;
    try {
      await untilAborted(generation.done, signal);
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

/** What an answer from memory tells of the call that it came from; its counts were paid then. */
function storyOf({ rawText, endedBy, prompt }: Trace): Pick<Trace, 'rawText' | 'endedBy' | 'prompt'> {
  return { rawText, endedBy, prompt };
}

function none(reason: Reason, trace: Trace): NoSuggestion {
  return { kind: 'none', reason, trace };
}

function emptyReason(trace: Trace): Reason {
  return trace.endedBy === 'suffix' ? 'repeatsSuffix' : 'empty';
}

function smooth(before: number | null, now: number): number {
  return before === null ? now : before * 0.7 + now * 0.3;
}

/** One line without source text. */
export function describeOutcome(outcome: Outcome): string {
  const { trace } = outcome;
  const what =
    outcome.kind === 'suggestion' ? `shown from ${outcome.source}` : `nothing shown: ${reasons[outcome.reason]}`;
  const tokens =
    trace.promptTokens === null
      ? ''
      : `; prompt ${trace.promptTokens} tokens, ${trace.reusedTokens} reused, ${trace.evaluatedTokens} evaluated, ${trace.generatedTokens} generated`;
  return `completion ${what}; ended by ${trace.endedBy ?? 'nothing'}${tokens}; ${Math.round(trace.totalMs)} ms, waited ${trace.waitMs} ms`;
}
