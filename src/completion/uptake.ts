import { typedSince } from './memory.ts';
import type { Suggestion } from './outcome.ts';
import type { Snapshot } from './snapshot.ts';
import type { Shown } from './asking.ts';

/** Suggestions looked back at. */
const kept = 12;

/** One who has been shown less has not said yet whether they take suggestions. */
const fewest = 4;

/** Below this share of taken suggestions, writing ahead costs more than it saves: most of it is thrown away. */
const leastShare = 1 / 3;

/** Suggestions written ahead in one call: more for one who takes one after the other, so many more for each. */
const ahead = { least: 2, most: 6, each: 2 };

/** Which of the suggestions that were shown lately the user has taken, by key or letter by letter. */
export class Uptake {
  #shown: Shown | null = null;
  /** Of the suggestion shown last. */
  #isTaken = false;
  #recent: boolean[] = [];
  #inARow = 0;

  get lastShown(): Shown | null {
    return this.#shown;
  }

  /** How many suggestions to write ahead of the present one; 0 for one who takes few. */
  get suggestionsAhead(): number {
    const share = this.#recent.filter(Boolean).length / this.#recent.length;
    if (this.#recent.length >= fewest && share < leastShare) return 0;
    return Math.min(ahead.most, ahead.least + ahead.each * this.#inARow);
  }

  noteShown(snapshot: Snapshot, { text, source, trace }: Suggestion): void {
    // What is left of a suggestion while it is typed is no other one.
    const isNew = source !== 'typeThrough' || this.#isTaken || this.#shown?.snapshot.uri !== snapshot.uri;
    if (isNew) this.#recent = [...this.#recent, false].slice(-kept);
    this.#shown = { snapshot, text, endedBy: trace.endedBy, rules: trace.rules };
    this.#isTaken = false;
  }

  /** The document as it is now: does the suggestion shown last stand in it? */
  noteRequest(now: Snapshot): void {
    if (!this.#shown || this.#isTaken || now.entry) return;
    const { snapshot, text } = this.#shown;
    const typed = typedSince(snapshot, now);
    this.#isTaken = typed !== null && typed.startsWith(text);
    if (this.#isTaken) {
      this.#inARow++;
      this.#recent = [...this.#recent.slice(0, -1), true];
    } else if (typed === null || !text.startsWith(typed)) this.#inARow = 0;
  }

  clear(): void {
    this.#shown = null;
    this.#isTaken = false;
    this.#recent = [];
    this.#inARow = 0;
  }
}
