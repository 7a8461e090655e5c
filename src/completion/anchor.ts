import type { FimText } from './fimPrompt.ts';
import { autoClosedBefore, offsetOf, type Snapshot } from './snapshot.ts';

/** Tokens that each part of a prompt may take. */
export type Budget = { head: number; tail: number; typed: number };

/**
 * The anchor stands whole lines above the cursor: a small model continues adjacent text far better than it jumps back over
 * a suffix (starter model, first four characters right: 26.7 % at the cursor's line, 31.7 % three lines up; models/MODEL_CARD.md).
 */
const anchorLinesAbove = 3;

/** A line longer than this (minified code) is cut inside, so that what stands after the anchor stays small. */
const longestTyped = 1200;

/** Splits what a model of `contextSize` tokens can take, less the answer; more than the caps only costs prefill. */
export function budgetFor(contextSize: number, maxTokens: number): Budget {
  const room = contextSize - maxTokens - 16;
  const tail = Math.min(256, Math.floor(room * 0.2));
  const typed = Math.min(512, Math.floor(room * 0.3));
  return { tail, typed, head: Math.min(1024, room - tail - typed) };
}

/** Tokens of each text. */
export type CountTokens = (texts: string[]) => Promise<number[]>;

/** Prefix and suffix as they were when a burst of typing began; they stay so while what is typed only grows behind them. */
export class Anchor {
  readonly #uri: string;
  readonly #offset: number;
  readonly #head: string;
  readonly #tail: string;

  private constructor(uri: string, offset: number, head: string, tail: string) {
    this.#uri = uri;
    this.#offset = offset;
    this.#head = head;
    this.#tail = tail;
  }

  /** Places an anchor for the cursor of `snapshot`, as much around it as `budget` allows, cut at line borders. */
  static async place(snapshot: Snapshot, budget: Budget, countTokens: CountTokens): Promise<Anchor> {
    const { before, after } = snapshot;
    const split = Math.max(lineStartAbove(before, anchorLinesAbove), before.length - longestTyped);
    const headLines = linesOf(before.slice(0, split));
    const tailLines = linesOf(after);
    const counts = await countTokens([...headLines, ...tailLines]);
    const headCounts = counts.slice(0, headLines.length);
    const head = lastThatFit(headLines, headCounts, budget.head);
    const tail = firstThatFit(tailLines, counts.slice(headLines.length), budget.tail);
    return new Anchor(snapshot.uri, snapshot.beforeStart + split, head, tail);
  }

  /** The prompt's texts for `snapshot`, or null where anything but typing after the anchor happened. */
  textFor(snapshot: Snapshot): FimText | null {
    const split = this.#offset - snapshot.beforeStart;
    if (snapshot.uri !== this.#uri || split < this.#head.length || offsetOf(snapshot) < this.#offset) return null;
    if (!snapshot.before.startsWith(this.#head, split - this.#head.length)) return null;
    if (autoClosedBefore(snapshot.after, this.#tail) === null) return null;
    const typed = snapshot.before.slice(split);
    if (typed.length > longestTyped + 400) return null;
    return { head: this.#head, tail: this.#tail, typed };
  }
}

function lineStartAbove(text: string, lines: number): number {
  let at = text.length;
  for (let i = 0; i <= lines && at > 0; i++) at = text.lastIndexOf('\n', at - 1);
  return at < 0 ? 0 : Math.min(at + 1, text.length);
}

/** Lines with their ends, so that joining them gives the text again. */
function linesOf(text: string): string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

function lastThatFit(lines: string[], counts: number[], budget: number): string {
  let left = budget;
  let from = lines.length;
  while (from > 0 && (counts[from - 1] ?? 0) <= left) left -= counts[--from] ?? 0;
  return lines.slice(from).join('');
}

function firstThatFit(lines: string[], counts: number[], budget: number): string {
  let left = budget;
  let to = 0;
  while (to < lines.length && (counts[to] ?? 0) <= left) left -= counts[to++] ?? 0;
  return lines.slice(0, to).join('');
}
