import type { GenerateEvent, GenerateRequest, GenerateSummary } from '../protocol/workerApi.ts';
import type { EndedBy, Trace } from './outcome.ts';
import { typedSince } from './memory.ts';
import type { StopRule } from './stopRule.ts';
import type { Snapshot } from './snapshot.ts';

export type Generate = (
  request: GenerateRequest,
  onEvent: (event: GenerateEvent) => void,
  signal: AbortSignal,
) => Promise<GenerateSummary>;

export type Generated = {
  text: string;
  endedBy: EndedBy;
  counts: Pick<Trace, 'promptMs' | 'promptTokens' | 'reusedTokens' | 'evaluatedTokens' | 'generatedTokens' | 'rawText'>;
};

/** Less than this probability of the first token, and the text is a guess that is not worth the reader's eyes. */
export type Confidence = { first: number; later: number };

/** One call of the model: collects its text, and ends it as soon as a rule says that the suggestion is complete. */
export class Generation {
  readonly snapshot: Snapshot;
  readonly done: Promise<Generated>;
  readonly #controller = new AbortController();
  #raw = '';
  #isComplete = false;
  readonly #watchers: (() => void)[] = [];
  /** Requests that wait for this one. */
  waiting = 0;

  constructor(
    snapshot: Snapshot,
    generate: Generate,
    request: GenerateRequest,
    stopRule: StopRule,
    confidence: Confidence,
  ) {
    this.snapshot = snapshot;
    this.done = this.#run(generate, request, stopRule, confidence);
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

  abort(): void {
    this.#controller.abort();
  }

  async #run(
    generate: Generate,
    request: GenerateRequest,
    stopRule: StopRule,
    confidence: Confidence,
  ): Promise<Generated> {
    const counts: Generated['counts'] = {
      promptMs: null,
      promptTokens: null,
      reusedTokens: null,
      evaluatedTokens: null,
      generatedTokens: 0,
      rawText: '',
    };
    const decoding = new AbortController();
    const signal = AbortSignal.any([this.#controller.signal, decoding.signal]);
    let found: { keep: number; by: EndedBy } | null = null;
    const onEvent = (event: GenerateEvent): void => {
      if (found) return; // tokens that were on their way when the rule ended the call
      if (event.kind === 'prompt') {
        Object.assign(counts, {
          promptMs: event.ms,
          promptTokens: event.tokens,
          reusedTokens: event.reused,
          evaluatedTokens: event.evaluated,
        });
        return;
      }
      counts.generatedTokens++;
      const least = this.#raw.trim() === '' ? confidence.first : confidence.later;
      if (event.probability !== null && event.probability < least) {
        found = { keep: wholeWords(this.#raw, event.text), by: 'uncertain' };
      }
      this.#raw += event.text;
      found ??= stopRule.check(this.#raw);
      if (found) decoding.abort();
      for (const watch of this.#watchers) watch();
    };
    let endedBy: EndedBy = 'end';
    try {
      endedBy = (await generate(request, onEvent, signal)).ended;
    } catch (error) {
      // Our own stop ends the call by its signal, which rejects it.
      if (!found) throw error;
    }
    this.#isComplete = true;
    counts.rawText = this.#raw;
    // The last line may have ended with the text itself.
    const stop: { keep: number; by: EndedBy } | null = found ?? stopRule.check(`${this.#raw}\n`);
    const text = this.#raw.slice(0, stop?.keep ?? this.#raw.length);
    this.#raw = text;
    return { text, endedBy: stop?.by ?? endedBy, counts };
  }
}

/** Length of `sure` without a last word that `unsure` would go on with, or a last line that is not finished: half of either helps nobody. */
function wholeWords(sure: string, unsure: string): number {
  const lineStart = sure.lastIndexOf('\n');
  if (lineStart > 0 && sure.slice(0, lineStart).trim() !== '') return lineStart;
  return /^\w/.test(unsure) ? sure.replace(/\w+$/, '').length : sure.length;
}
