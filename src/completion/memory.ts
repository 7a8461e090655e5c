import { LruCache } from '../base/lru.ts';
import type { Trace } from './outcome.ts';
import type { Length } from './stopRule.ts';
import { isSameAfter, offsetOf, type Snapshot } from './snapshot.ts';

export type Parameters = { model: string; length: Length };

/** A finished answer of the model; `text` is empty where nothing was worth showing. */
export type Remembered = { snapshot: Snapshot; parameters: Parameters; text: string; trace: Trace };

/** Answers looked at for type-through: the user may have gone back a few steps. */
const recentAnswers = 8;

/** What was answered lately, in memory only. */
export class CompletionMemory {
  readonly #exact = new LruCache<Remembered>(200);
  #recent: Remembered[] = [];

  put(answer: Remembered): void {
    this.#exact.set(keyOf(answer.snapshot, answer.parameters), answer);
    this.#recent = [answer, ...this.#recent].slice(0, recentAnswers);
  }

  get(snapshot: Snapshot, parameters: Parameters): Remembered | undefined {
    return this.#exact.get(keyOf(snapshot, parameters));
  }

  /** What is left of an earlier answer that the user is typing. */
  typedThrough(snapshot: Snapshot, parameters: Parameters): { answer: Remembered; rest: string } | undefined {
    for (const answer of this.#recent) {
      const { model, length } = answer.parameters;
      if (model !== parameters.model || length !== parameters.length) continue;
      const typed = typedSince(answer.snapshot, snapshot);
      if (typed === null || typed === '' || typed.length >= answer.text.length) continue;
      if (answer.text.startsWith(typed)) return { answer, rest: answer.text.slice(typed.length) };
    }
    return undefined;
  }

  clear(): void {
    this.#exact.clear();
    this.#recent = [];
  }
}

/** The one key of a lookup and of a store. */
function keyOf(snapshot: Snapshot, parameters: Parameters): string {
  const { uri, before, after } = snapshot;
  return [parameters.model, parameters.length, uri, offsetOf(snapshot), before, after].join('\0');
}

/** Text typed between two snapshots of one document, or null where anything else changed. */
export function typedSince(then: Snapshot, now: Snapshot): string | null {
  const typedLength = offsetOf(now) - offsetOf(then);
  if (then.uri !== now.uri || typedLength < 0 || typedLength > now.before.length) return null;
  const kept = now.before.length - typedLength;
  // Windows that begin at different places agree where they overlap.
  const overlap = Math.min(kept, then.before.length);
  if (now.before.slice(kept - overlap, kept) !== then.before.slice(then.before.length - overlap)) return null;
  if (!isSameAfter(then, now)) return null;
  return now.before.slice(kept);
}
