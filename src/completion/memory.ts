import { LruCache } from '../base/lru.ts';
import type { Trace } from './outcome.ts';
import type { Length } from './stopRule.ts';
import { isSameAfter, offsetOf, type Snapshot } from './snapshot.ts';

export type Parameters = {
  model: string;
  length: Length;
  /** What the model is not sure of is left out. */
  isSure: boolean;
  /** 0: the model's likeliest text; others are further alternatives. */
  alternative: number;
};

/** A finished answer of the model; `text` is empty where nothing was worth showing. */
export type Remembered = {
  snapshot: Snapshot;
  parameters: Parameters;
  /** One suggestion, or several in a row of which each begins where the one before ends. */
  text: string;
  /** Where each suggestion of `text` ends. */
  ends: readonly number[];
  trace: Trace;
};

/** Answers looked at for type-through: the user may have gone back a few steps. */
const recentAnswers = 8;

/** What was answered lately, in memory only. */
export class CompletionMemory {
  readonly #exact = new LruCache<Remembered>(200);
  #recent: Remembered[] = [];

  put(answer: Remembered): void {
    this.#exact.set(keyOf(answer.snapshot, answer.parameters), answer);
    // Alternatives stand behind the likeliest, which is what a key without them is answered with.
    const [first, ...others] = this.#recent;
    const isFirst = answer.parameters.alternative === 0 || !first;
    this.#recent = (isFirst ? [answer, ...this.#recent] : [first, answer, ...others]).slice(0, recentAnswers);
  }

  get(snapshot: Snapshot, parameters: Parameters): Remembered | undefined {
    return this.#exact.get(keyOf(snapshot, parameters));
  }

  /** What is left of an earlier answer that the user is typing, or has taken a part of. */
  typedThrough(
    snapshot: Snapshot,
    parameters: Omit<Parameters, 'alternative'>,
  ): { answer: Remembered; rest: string; isLast: boolean } | undefined {
    for (const answer of this.#recent) {
      const { model, length } = answer.parameters;
      if (model !== parameters.model || length !== parameters.length) continue;
      // One who asks by hand also gets what the model was not sure of.
      if (!parameters.isSure && answer.parameters.isSure && answer.trace.endedBy === 'uncertain') continue;
      const typed = typedSince(answer.snapshot, snapshot);
      if (typed === null) continue;
      const rest = restAfter(answer, typed);
      if (rest !== null) return { answer, ...rest };
    }
    return undefined;
  }

  clear(): void {
    this.#exact.clear();
    this.#recent = [];
  }
}

/** The one key of a lookup and of a store. */
function keyOf(snapshot: Snapshot, { model, length, isSure, alternative }: Parameters): string {
  const { uri, before, after } = snapshot;
  return [model, length, isSure, alternative, uri, offsetOf(snapshot), before, after].join('\0');
}

/**
 * What `answer` suggests to one who has typed `typed` of it, and whether that is its last suggestion; null where they typed
 * anything else, or all of it.
 */
function restAfter({ text, ends }: Remembered, typed: string): { rest: string; isLast: boolean } | null {
  const end = ends.find((candidate) => candidate > typed.length);
  if (end === undefined) return null;
  const rest = text.startsWith(typed) ? text.slice(typed.length, end) : reindented(text.slice(0, end), typed);
  return rest === null ? null : { rest, isLast: end === ends.at(-1) };
}

/** The rest where a new line was indented by the editor or the user as the model did not: its other lines move along. */
function reindented(text: string, typed: string): string | null {
  const lineStart = typed.lastIndexOf('\n') + 1;
  const indent = typed.slice(lineStart);
  if (lineStart === 0 || indent.trim() !== '' || !text.startsWith(typed.slice(0, lineStart))) return null;
  const [line = '', ...following] = text.slice(lineStart).split('\n');
  const meant = /^[ \t]*/.exec(line)?.[0] ?? '';
  if (line.trim() === '') return null;
  const moved = following.map((other) => (other.startsWith(meant) ? indent + other.slice(meant.length) : other));
  return [line.slice(meant.length), ...moved].join('\n');
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
