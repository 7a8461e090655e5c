import type { GenerateEvent, GenerateRequest, GenerateSummary } from '../protocol/workerApi.ts';
import { typedSince } from './memory.ts';
import type { EndedBy, Trace } from './outcome.ts';
import { accepted, type Snapshot } from './snapshot.ts';
import { StopRule, type Length, type Stop } from './stopRule.ts';

export type Generate = (
  request: GenerateRequest,
  onEvent: (event: GenerateEvent) => void,
  signal: AbortSignal,
) => Promise<GenerateSummary>;

export type Generated = {
  /** All that may be shown: the suggestion, and where more were asked for those that follow it. */
  text: string;
  /** Where each suggestion of `text` ends; the last end is the text's. */
  ends: number[];
  endedBy: EndedBy;
  counts: Pick<
    Trace,
    'promptMs' | 'promptTokens' | 'reusedTokens' | 'evaluatedTokens' | 'generatedTokens' | 'call' | 'rawText'
  >;
  /** Of the decode loop; null for less than two tokens. */
  msPerToken: number | null;
};

/** Less than this probability of the first token, and the text is a guess that is not worth the reader's eyes. */
export type Confidence = { first: number; later: number };

/** What ends a generation, besides the model. */
export type Rules = {
  length: Length;
  confidence: Confidence;
  /** So many suggestions in a row, each as if the one before had been accepted. */
  suggestions: number;
  /** Whether a line that looks complete is not: the code up to its end breaks what parsed before. */
  isUnfinished: (text: string) => Promise<boolean>;
  /** Milliseconds of a monotonic clock. */
  now: () => number;
};

/** One call of the model: collects its text, and ends it as soon as a rule says that the suggestion is complete. */
export class Generation {
  readonly snapshot: Snapshot;
  readonly done: Promise<Generated>;
  readonly #rules: Rules;
  readonly #controller = new AbortController();
  readonly #decoding = new AbortController();
  #raw = '';
  #isComplete = false;
  #stopRule: StopRule;
  /** Where the suggestion that is being written begins. */
  #start = 0;
  readonly #ends: number[] = [];
  #found: Stop | null = null;
  /** Set while a grammar looks at a line; what comes meanwhile waits, so that its speed changes nothing. */
  #looking: Promise<void> | null = null;
  #waitingTexts: { text: string; probability: number | null }[] = [];
  /** So many in a row. */
  #suggestions: number;
  #tokens = 0;
  readonly #watchers: (() => void)[] = [];
  /** Requests that wait for this one. */
  waiting = 0;

  constructor(snapshot: Snapshot, generate: Generate, request: GenerateRequest, rules: Rules) {
    this.snapshot = snapshot;
    this.#rules = rules;
    this.#suggestions = rules.suggestions;
    this.#stopRule = new StopRule(snapshot, rules.length);
    this.done = this.#run(generate, request);
    this.done.catch(() => undefined); // whoever waits for it hears of the failure
  }

  /** The user typed nothing but what this call has written so far, or has not written yet. */
  covers(snapshot: Snapshot): boolean {
    const typed = typedSince(this.snapshot, snapshot);
    if (typed === null) return false;
    return this.#raw.startsWith(typed) || (!this.#isComplete && typed.startsWith(this.#raw));
  }

  /** Resolves when what it writes is no longer what `snapshot` holds. */
  diverged(snapshot: Snapshot): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(() => !this.covers(snapshot) && resolve()));
  }

  /** Somebody waits for what follows so many characters: nothing more than that suggestion is written. */
  endAfter(characters: number): void {
    const last = this.#ends.at(-1) ?? 0;
    if (last > characters) this.#end({ keep: last, by: 'line' });
    else this.#suggestions = Math.min(this.#suggestions, this.#ends.length + 1);
  }

  abort(): void {
    this.#controller.abort();
  }

  async #run(generate: Generate, request: GenerateRequest): Promise<Generated> {
    const counts: Generated['counts'] = {
      promptMs: null,
      promptTokens: null,
      reusedTokens: null,
      evaluatedTokens: null,
      generatedTokens: 0,
      call: null,
      rawText: '',
    };
    const signal = AbortSignal.any([this.#controller.signal, this.#decoding.signal]);
    let firstAt = 0;
    let lastAt = 0;
    let arrived = 0;
    const onEvent = (event: GenerateEvent): void => {
      if (this.#found) return; // tokens that were on their way when the rule ended the call
      if (event.kind === 'prompt') {
        Object.assign(counts, {
          promptMs: event.ms,
          promptTokens: event.tokens,
          reusedTokens: event.reused,
          evaluatedTokens: event.evaluated,
          call: event.call,
        });
        return;
      }
      lastAt = this.#rules.now();
      if (firstAt === 0) firstAt = lastAt;
      arrived++;
      if (this.#looking) this.#waitingTexts.push(event);
      else this.#take(event);
    };
    let endedBy: EndedBy = 'end';
    try {
      endedBy = (await generate(request, onEvent, signal)).ended;
    } catch (error) {
      // Our own stop ends the call by its signal, which rejects it.
      if (!this.#found) throw error;
    }
    while (this.#looking) await this.#looking;
    this.#isComplete = true;
    counts.rawText = this.#raw;
    counts.generatedTokens = this.#tokens;
    this.#found ??= this.#atEnd(endedBy);
    const text = this.#raw.slice(0, this.#found.keep);
    this.#raw = text;
    if (this.#ends.at(-1) !== text.length) this.#ends.push(text.length);
    const msPerToken = arrived > 1 ? (lastAt - firstAt) / (arrived - 1) : null;
    return { text, ends: this.#ends, endedBy: this.#found.by, counts, msPerToken };
  }

  #take({ text, probability }: { text: string; probability: number | null }): void {
    this.#tokens++;
    const { first, later } = this.#rules.confidence;
    const least = this.#raw.trim() === '' ? first : later;
    if (probability !== null && probability < least) {
      this.#end({ keep: wholeWords(this.#raw, text, this.#start), by: 'uncertain' });
    }
    this.#raw += text;
    this.#look();
    for (const watch of this.#watchers) watch();
  }

  /** The model has ended, or was not let write more. */
  #atEnd(by: EndedBy): Stop {
    if (by === 'length') {
      // Half a line helps nobody, and half of what was written ahead least of all.
      const keep = wholeWords(this.#raw, 'x', this.#start);
      return {
        keep: this.#ends.length > 0 && !this.#raw.slice(this.#start, keep).includes('\n') ? this.#start : keep,
        by,
      };
    }
    // The last line may have ended with the text itself.
    const stop = this.#stopRule.check(`${this.#raw.slice(this.#start)}\n`);
    return { keep: this.#start + Math.min(stop?.keep ?? Infinity, this.#raw.length - this.#start), by: stop?.by ?? by };
  }

  /** Asks the stop rule about what has been written; goes on by itself while the answer leads to the next suggestion. */
  #look(): void {
    while (!this.#found && !this.#looking) {
      const stop = this.#stopRule.check(this.#raw.slice(this.#start));
      if (!stop) return;
      if (!stop.mayGoOn) {
        this.#complete(stop);
        continue;
      }
      const end = this.#start + stop.keep;
      this.#looking = this.#rules
        .isUnfinished(this.#raw.slice(0, end))
        .then(
          (isUnfinished) => (isUnfinished ? this.#stopRule.goOnAfter(stop.keep) : this.#complete(stop)),
          () => this.#complete(stop),
        )
        .finally(() => {
          this.#looking = null;
          this.#look();
          while (!this.#looking && !this.#found && this.#waitingTexts.length > 0) {
            const next = this.#waitingTexts.shift();
            if (next) this.#take(next);
          }
        });
    }
  }

  /** A suggestion is complete: the next one begins, or the call ends. */
  #complete(stop: Stop): void {
    const end = this.#start + stop.keep;
    const goesOn = this.#ends.length + 1 < this.#suggestions && (stop.by === 'line' || stop.by === 'block');
    if (!goesOn || stop.keep === 0) return this.#end({ keep: end, by: stop.by });
    this.#ends.push(end);
    this.#start = end;
    this.#stopRule = new StopRule(accepted(this.snapshot, this.#raw.slice(0, end), 0), this.#rules.length);
  }

  #end(stop: Stop): void {
    if (this.#found) return;
    this.#found = stop;
    this.#decoding.abort();
  }
}

/**
 * Length of `sure` without a last word that `unsure` would go on with, or a last line that is not finished: half of either
 * helps nobody. Nothing before `start` is looked at.
 */
function wholeWords(sure: string, unsure: string, start: number): number {
  const lineStart = sure.lastIndexOf('\n');
  if (lineStart > start && sure.slice(start, lineStart).trim() !== '') return lineStart;
  return Math.max(start, /^\w/.test(unsure) ? sure.replace(/\w+$/, '').length : sure.length);
}
