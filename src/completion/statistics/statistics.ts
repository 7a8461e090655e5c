/** How suggestions fare, day by day. No clock of its own: the local date comes with each event. */
import * as v from 'valibot';
import type { Disposable } from '../../base/disposables.ts';
import { describeError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Outcome } from '../outcome.ts';
import { addCounts, countsSchema, countSilence, countUse, emptyCounts, type Counts } from './counts.ts';
import { count, timeBounds, tokenBounds } from './histogram.ts';

/** Where the numbers are kept between two starts; VS Code's `Memento` is one. */
export type StatisticsStore = { get(key: string): unknown; update(key: string, value: unknown): PromiseLike<void> };

export type StatisticsParts = {
  store: StatisticsStore;
  log: Log;
  /** Runs once after so many milliseconds, unless it is disposed before. */
  later: (ms: number, run: () => void) => Disposable;
};

/** Local dates as `2026-03-31`, which sort as they follow each other. */
export type Day = string;

export type Periods = { today: Counts; week: Counts; month: Counts };

const key = 'hearth.completionStatistics';
const keptDays = 30;
const saveAfterMs = 10_000;

const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
const storedSchema = v.object({ version: v.literal(1), days: v.array(v.tuple([day, countsSchema])) });

/**
 * Several windows share one store: each keeps only what it has counted since its last save, and adds that to what is stored then.
 */
export class CompletionStatistics implements Disposable {
  readonly #parts: StatisticsParts;
  #unsaved = new Map<Day, Counts>();
  #save: Disposable | undefined;
  #lastShown = '';
  #isDamageSaid = false;

  constructor(parts: StatisticsParts) {
    this.#parts = parts;
  }

  noteOutcome(outcome: Outcome, languageId: string, today: Day): void {
    const { trace } = outcome;
    const isShown = outcome.kind === 'suggestion' && this.#isNew(outcome);
    if (outcome.kind === 'suggestion' && !isShown) return;
    this.#note(today, (counts) => {
      if (trace.evaluatedTokens !== null) {
        count(counts.evaluated, tokenBounds, trace.evaluatedTokens);
        counts.tokensEvaluated += trace.evaluatedTokens;
        counts.tokensReused += trace.reusedTokens ?? 0;
      }
      if (outcome.kind === 'none') return countSilence(counts, outcome.reason);
      counts.shown++;
      count(counts.times, timeBounds, trace.totalMs);
      countUse(counts.languages, languageId, { shown: 1 });
      if (trace.model !== null) countUse(counts.models, trace.model, { shown: 1 });
    });
  }

  /** A whole suggestion was accepted; `characters` are those of it that were not accepted in parts before. */
  noteAccepted(what: { characters: number; languageId: string; model: string }, today: Day): void {
    this.#note(today, (counts) => {
      counts.accepted++;
      counts.charactersAccepted += what.characters;
      countUse(counts.languages, what.languageId, { accepted: 1 });
      countUse(counts.models, what.model, { accepted: 1 });
    });
  }

  notePartAccepted(characters: number, today: Day): void {
    this.#note(today, (counts) => (counts.charactersAccepted += characters));
  }

  /** Of so many accepted characters so many were still there after a while. */
  noteKept(what: { characters: number; kept: number }, acceptedOn: Day): void {
    this.#note(acceptedOn, (counts) => {
      counts.charactersChecked += what.characters;
      counts.charactersKept += what.kept;
    });
  }

  periods(today: Day): Periods {
    const days = [...this.#all()];
    const since = (first: Day): Counts =>
      days
        .filter(([date]) => date >= first && date <= today)
        .reduce((sum, [, counts]) => addCounts(sum, counts), emptyCounts());
    return { today: since(today), week: since(daysBefore(today, 6)), month: since(daysBefore(today, keptDays - 1)) };
  }

  reset(): void {
    this.#unsaved.clear();
    this.#save?.dispose();
    this.#save = undefined;
    this.#write(new Map());
  }

  dispose(): void {
    this.#save?.dispose();
    this.#save = undefined;
    this.#saveNow();
  }

  /** Typing what is shown shows the same suggestion again, and so does asking once more where it was shown. */
  #isNew({ source, trace }: Extract<Outcome, { kind: 'suggestion' }>): boolean {
    const isSame = trace.rawText === this.#lastShown;
    this.#lastShown = trace.rawText;
    return source === 'model' || source === 'adopted' || !isSame;
  }

  #note(date: Day, change: (counts: Counts) => void): void {
    const counts = this.#unsaved.get(date) ?? emptyCounts();
    this.#unsaved.set(date, counts);
    change(counts);
    this.#save ??= this.#parts.later(saveAfterMs, () => {
      this.#save = undefined;
      this.#saveNow();
    });
  }

  /** What is stored and what has been counted since. */
  #all(): Map<Day, Counts> {
    const days = this.#read();
    for (const [date, counts] of this.#unsaved) {
      const stored = days.get(date);
      days.set(date, stored ? addCounts(stored, counts) : counts);
    }
    return days;
  }

  #read(): Map<Day, Counts> {
    const stored = this.#parts.store.get(key);
    if (stored === undefined) return new Map();
    const parsed = v.safeParse(storedSchema, stored);
    if (parsed.success) return new Map(parsed.output.days);
    if (!this.#isDamageSaid) this.#parts.log.warn('the stored completion statistics are damaged: they start anew');
    this.#isDamageSaid = true;
    return new Map();
  }

  #saveNow(): void {
    if (this.#unsaved.size === 0) return;
    const days = this.#all();
    this.#unsaved.clear();
    this.#write(days);
  }

  #write(days: Map<Day, Counts>): void {
    const newest = [...days.keys()].toSorted().at(-1);
    const kept = newest === undefined ? [] : [...days].filter(([date]) => date >= daysBefore(newest, keptDays - 1));
    this.#parts.store.update(key, { version: 1, days: kept }).then(undefined, (error: unknown) => {
      this.#parts.log.warn(`the completion statistics could not be stored: ${describeError(error)}`);
    });
  }
}

export function daysBefore(date: Day, days: number): Day {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
