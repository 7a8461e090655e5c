import { describeError, isAbort, toFailure } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { whyNotToAsk, type Before } from './asking.ts';
import { filter } from './filters/filter.ts';
import { CompletionMemory, typedSince, type Parameters } from './memory.ts';
import { ModelCalls, type CallParts, type CompletionModel, type Question } from './modelCalls.ts';
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
import { accepted, type Snapshot } from './snapshot.ts';
import type { Length } from './stopRule.ts';
import { Uptake } from './uptake.ts';

export type CompletionOptions = { length: Length; minimumDelayMs: number; inComments: boolean };

export type EngineParts = CallParts & {
  /** The model in use, or null where none is chosen. */
  model: () => CompletionModel | null;
  log: Log;
};

/** A suggestion that has stood so long is being read: time to write what follows it. Most keys come sooner. */
const aheadMs = 250;

/** Further texts on request, besides the likeliest. */
const mostAlternatives = 2;

/** Keystroke → outcome. No clock and no editor of its own. One model call at a time; the newest request wins. */
export class CompletionEngine {
  readonly #parts: EngineParts;
  readonly #memory = new CompletionMemory();
  readonly #calls: ModelCalls;
  /** Ends what is done while the user idles: the next request is here. */
  #idle = new AbortController();
  #lastWarning = '';
  #last: Before | null = null;
  readonly #uptake = new Uptake();

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#calls = new ModelCalls(parts, this.#memory);
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
    const request = this.#calls.newest;
    try {
      for (let alternative = 1; alternative <= mostAlternatives; alternative++) {
        const parameters = { model: model.path, length: options.length, isSure: false, alternative };
        const question = { snapshot, model: { ...model, fim: model.fim }, parameters, suggestions: 1, request };
        const answer = this.#memory.get(snapshot, parameters) ?? (await this.#calls.answer(question, signal));
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
    if (!model?.fim) return 0;
    this.#last = { snapshot, wasUnsure: false };
    try {
      const ended = AbortSignal.any([signal, this.#idle.signal]);
      return await this.#calls.warmUp(snapshot, { ...model, fim: model.fim }, ended);
    } catch (error) {
      if (!isAbort(error)) this.#warnOnce(describeError(error));
      return 0;
    }
  }

  /** Forgets answers and anchor, as after a switch of the model. */
  reset(): void {
    this.#calls.reset();
    this.#idle.abort();
    this.#idle = new AbortController();
    this.#memory.clear();
    this.#uptake.clear();
  }

  async #suggest(snapshot: Snapshot, options: CompletionOptions, trace: Trace, signal: AbortSignal): Promise<Outcome> {
    const model = this.#parts.model();
    if (!model) return silence('noModel', trace);
    trace.model = model.name;
    const { fim } = model;
    if (!fim) return silence('noFim', trace);
    const request = this.#calls.begin();
    this.#idle.abort();
    this.#idle = new AbortController();
    const last = this.#last;
    this.#last = { snapshot, wasUnsure: false };
    this.#calls.pace.noteKey(this.#parts.now());

    const isManual = snapshot.trigger === 'manual';
    const parameters = {
      model: model.path,
      length: options.length,
      isSure: !isManual && this.#calls.hasThreshold(model),
      alternative: 0,
    };
    const question = { snapshot, model: { ...model, fim }, parameters, suggestions: 1, request };
    const finish = (outcome: Outcome): Outcome => this.#noteShown(outcome, question);

    this.#uptake.noteRequest(snapshot);
    const known = this.#fromMemory(snapshot, parameters, trace);
    const whyNot = whyNotToAsk(snapshot, last, this.#uptake.lastShown) ?? (await this.#whyNotHere(question, options));
    if (known && whyNot !== 'statementEnded' && whyNot !== 'inComment') return finish(known);
    if (whyNot === 'stillUnsure') this.#last = { snapshot, wasUnsure: true };
    if (whyNot) return silence(whyNot, trace);
    this.#calls.checkNewest(request);

    const flying = this.#calls.inFlight;
    if (flying && isSameQuestion(flying.parameters, parameters) && flying.generation.covers(snapshot)) {
      flying.generation.endAfter(typedSince(flying.generation.snapshot, snapshot)?.length ?? 0);
      await Promise.race([this.#calls.waitFor(flying, signal), flying.generation.diverged(snapshot)]);
      const adopted = this.#fromMemory(snapshot, parameters, trace);
      if (adopted) return finish(adopted.kind === 'suggestion' ? { ...adopted, source: 'adopted' } : adopted);
    }
    flying?.generation.abort();

    if (!isManual) {
      trace.waitMs = this.#calls.pace.waitMs(options.minimumDelayMs);
      if (trace.waitMs > 0) await this.#parts.sleep(trace.waitMs, signal);
    }
    const answer = await this.#calls.answer(question, signal);
    const end = answer.ends[0] ?? 0;
    return finish(this.#show(answer.text.slice(0, end), snapshot, 'model', { ...answer.trace, waitMs: trace.waitMs }));
  }

  async #whyNotHere({ snapshot, request }: Question, options: CompletionOptions): Promise<Reason | null> {
    const { syntax } = this.#parts;
    if (options.inComments || snapshot.trigger === 'manual' || !syntax) return null;
    const place = await syntax.placeOf(snapshot, this.#idle.signal);
    this.#calls.checkNewest(request);
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
      const story = storyOf(through.answer.trace);
      // Of several in a row all but the last are complete lines or blocks.
      const endedBy = through.isLast ? story.endedBy : 'line';
      return this.#show(through.rest, snapshot, source, { ...trace, ...story, endedBy });
    }
    const exact = this.#memory.get(snapshot, parameters);
    if (!exact) return null;
    const story = storyOf(exact.trace);
    const endedBy = exact.ends.length > 1 ? 'line' : story.endedBy;
    const text = exact.text.slice(0, exact.ends[0] ?? 0);
    return this.#show(text, snapshot, 'cache', { ...trace, ...story, endedBy });
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
    const { snapshot } = question;
    if (outcome.kind === 'none') {
      if (outcome.reason === 'lowConfidence') this.#last = { snapshot, wasUnsure: true };
      return outcome;
    }
    this.#uptake.noteShown(snapshot, outcome);
    const suggestions = this.#uptake.suggestionsAhead;
    if (snapshot.trigger === 'manual' || suggestions === 0) return outcome;
    const { text, replaceAfter } = outcome;
    const next = { ...question, snapshot: accepted(snapshot, text, replaceAfter), suggestions };
    this.#writeAhead(next, this.#idle.signal).catch(() => undefined); // whoever asks for it hears of the failure
    return outcome;
  }

  async #writeAhead(next: Question, signal: AbortSignal): Promise<void> {
    await this.#parts.sleep(aheadMs, signal);
    const { snapshot, parameters } = next;
    if (this.#memory.typedThrough(snapshot, parameters) || this.#memory.get(snapshot, parameters)) return;
    if (!this.#calls.mayWorkAhead(next)) return;
    const { remembered } = await this.#calls.ask(next, signal);
    await remembered;
  }
}

function isSameQuestion(a: Parameters, b: Parameters): boolean {
  return a.model === b.model && a.length === b.length && a.isSure === b.isSure && a.alternative === b.alternative;
}

/** What an answer from memory tells of the call that it came from; its counts were paid then. */
function storyOf(
  trace: Trace,
): Pick<Trace, 'call' | 'rawText' | 'endedBy' | 'rules' | 'prompt' | 'sections' | 'context'> {
  const { call, rawText, endedBy, rules, prompt, sections, context } = trace;
  return { call, rawText, endedBy, rules, prompt, sections, context };
}

function emptyReason({ rules, endedBy }: Trace): Reason {
  if (rules.includes('breaksSyntax')) return 'breaksSyntax';
  if (endedBy === 'uncertain') return 'lowConfidence';
  return endedBy === 'suffix' ? 'repeatsSuffix' : 'empty';
}
