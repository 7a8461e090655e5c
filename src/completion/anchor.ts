import type { FimText } from './fimPrompt.ts';
import { isSameAfter, offsetOf, withoutClosers, type After, type Snapshot } from './snapshot.ts';

/** Tokens that each part of a prompt may take. */
export type Budget = { chunks: number; head: number; tail: number; typed: number };

/**
 * The anchor stands whole lines above the cursor: a small model continues adjacent text far better than it jumps back over
 * a suffix (starter model, first four characters right: 26.7 % at the cursor's line, 31.7 % three lines up; models/MODEL_CARD.md).
 */
const anchorLinesAbove = 3;

/** A longer burst than this is split by a new anchor. Characters. */
const longestTyped = 1600;

/** Of a line that is too long (minified code), so many of the last characters stand after the anchor. */
const typedOfLongLine = 300;

/**
 * Splits what a model of `contextSize` tokens can take, less the answer; more than the caps only costs prefill.
 * `hasChunks`: pieces of other files stand in front.
 */
export function budgetFor(contextSize: number, maxTokens: number, hasChunks: boolean): Budget {
  const all = contextSize - maxTokens - 16;
  const chunks = hasChunks ? Math.min(1024, Math.floor(all * 0.25)) : 0;
  const room = all - chunks;
  const tail = Math.min(256, Math.floor(room * 0.2));
  const typed = Math.min(512, Math.floor(room * 0.3));
  return { chunks, tail, typed, head: Math.min(1024, room - tail - typed) };
}

type Counted = { text: string; tokens: number };

/** Tokens of each text. */
export type CountTokens = (texts: string[]) => Promise<number[]>;

/** Prefix and suffix as they were when a burst of typing began; they stay so while what is typed only grows behind them. */
export class Anchor {
  readonly #uri: string;
  readonly #offset: number;
  readonly #head: string;
  readonly #tail: string;
  readonly #after: After;
  /** Of the frozen prefix and suffix. */
  readonly tokens: { prefix: number; suffix: number };

  private constructor(snapshot: Snapshot, offset: number, head: Counted, tail: Counted) {
    this.#uri = snapshot.uri;
    this.#offset = offset;
    this.#head = head.text;
    this.#tail = tail.text;
    this.tokens = { prefix: head.tokens, suffix: tail.tokens };
    this.#after = { after: snapshot.after, isAfterComplete: snapshot.isAfterComplete };
  }

  /** Places an anchor for the cursor of `snapshot`, as much around it as `budget` allows, cut at line borders. */
  static async place(snapshot: Snapshot, budget: Budget, countTokens: CountTokens): Promise<Anchor> {
    const { before } = snapshot;
    const after = withoutClosers(snapshot.after);
    const above = linesOf(before);
    const below = linesOf(after);
    const counts = await countTokens([...above, ...below]);
    const aboveCounts = counts.slice(0, above.length);
    // The cursor's line is the last one, empty where the cursor stands at a line's start.
    const isAtLineStart = before === '' || before.endsWith('\n');
    const wanted = anchorLinesAbove + (isAtLineStart ? 0 : 1);
    // Half of the room is left for what will be typed.
    const typed = lastThatFit(above, aboveCounts, budget.typed / 2, wanted).text;
    const isTooLong = (typed === '' && !isAtLineStart) || typed.length > longestTyped / 2;
    const split = before.length - (isTooLong ? Math.min(typedOfLongLine, before.length) : typed.length);
    const headLines = above.length - linesOf(typed).length;
    // Of one line that is too long: at the worst it has a token for each character.
    const longLine = before.slice(Math.max(0, split - budget.head), split);
    const head = isTooLong
      ? { text: longLine, tokens: longLine.length }
      : lastThatFit(above.slice(0, headLines), aboveCounts.slice(0, headLines), budget.head);
    const tail = firstThatFit(below, counts.slice(above.length), budget.tail);
    return new Anchor(snapshot, snapshot.beforeStart + split, head, tail);
  }

  /** The prompt's texts for `snapshot`, or null where anything but typing after the anchor happened. */
  textFor(snapshot: Snapshot): FimText | null {
    const split = this.#offset - snapshot.beforeStart;
    if (snapshot.uri !== this.#uri || split < this.#head.length || offsetOf(snapshot) < this.#offset) return null;
    if (!snapshot.before.startsWith(this.#head, split - this.#head.length)) return null;
    if (!isSameAfter(this.#after, snapshot)) return null;
    const typed = snapshot.before.slice(split);
    return typed.length > longestTyped ? null : { head: this.#head, tail: this.#tail, typed };
  }
}

/** Lines with their ends, so that joining them gives the text again. */
function linesOf(text: string): string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

function lastThatFit(lines: string[], counts: number[], budget: number, most = lines.length): Counted {
  let left = budget;
  let from = lines.length;
  while (from > lines.length - Math.min(most, lines.length) && (counts[from - 1] ?? 0) <= left)
    left -= counts[--from] ?? 0;
  return { text: lines.slice(from).join(''), tokens: budget - left };
}

function firstThatFit(lines: string[], counts: number[], budget: number): Counted {
  let left = budget;
  let to = 0;
  while (to < lines.length && (counts[to] ?? 0) <= left) left -= counts[to++] ?? 0;
  return { text: lines.slice(0, to).join(''), tokens: budget - left };
}
