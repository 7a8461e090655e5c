import { balanceOf } from './filters/brackets.ts';
import { filter } from './filters/filter.ts';
import type { Generated } from './generation.ts';
import type { Remembered } from './memory.ts';
import { accepted, type Snapshot } from './snapshot.ts';
import type { Syntax } from './syntax.ts';

/** Shorter beginnings that are tried where a text breaks the code. */
const mostTries = 12;

/** Whether a grammar holds code with a suggestion in it to be sound. What did not parse before cannot be broken. */
export class Soundness {
  readonly #syntax: Syntax;
  readonly #snapshot: Snapshot;
  readonly #signal: AbortSignal;
  #before: Promise<number | null> | undefined;

  constructor(syntax: Syntax, snapshot: Snapshot, signal: AbortSignal) {
    this.#syntax = syntax;
    this.#snapshot = snapshot;
    this.#signal = signal;
  }

  /** The line that ends `text` goes on in the next: up to here it breaks what parsed. */
  async isUnfinished(text: string): Promise<boolean> {
    return this.#breaks(text, 0);
  }

  /**
   * Length of the longest beginning of `text`, longer than `least`, that leaves the code sound; null where there is none. A
   * block or bracket that `text` leaves open is unfinished and not broken. `replaceAfter`: see `Suggestion`.
   */
  async soundLength(text: string, replaceAfter: number, least: number): Promise<number | null> {
    for (const length of shorter(text, least)) {
      const part = text.slice(0, length);
      const replaced = length === text.length ? replaceAfter : 0;
      if (opensBlock.test(part) || !(await this.#breaks(part + closers(part), replaced))) return length;
    }
    return null;
  }

  /**
   * Code that parsed has errors with `text`. Code that had errors is not judged: counting more of them called 6.5 % of true lines
   * of Python broken, and in recorded sessions dropped more suggestions that were right than wrong ones.
   */
  async #breaks(text: string, replaceAfter: number): Promise<boolean> {
    this.#before ??= this.#count('', 0);
    const before = await this.#before;
    if (before !== 0) return false;
    return ((await this.#count(text, replaceAfter)) ?? 0) > 0;
  }

  /** A grammar that fails knows nothing, and stops nothing. */
  #count(text: string, replaceAfter: number): Promise<number | null> {
    const { languageId, before } = this.#snapshot;
    const { after } = accepted(this.#snapshot, '', replaceAfter);
    return this.#syntax.errors({ languageId, before, text, after }, this.#signal).catch(() => null);
  }
}

/** A block begins, whose end may be more than a bracket (`};` of a class). */
const opensBlock = /[:{([,]\s*$|=>\s*$/;

/** Lengths to try: the whole text, then less by a line at a time, then less of the first line by a word at a time. */
function shorter(text: string, least: number): number[] {
  const lengths = [text.length];
  for (const { index } of [...text.matchAll(/\n/g)].toReversed()) lengths.push(index);
  const firstLine = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'));
  for (const { index } of [...firstLine.matchAll(/(?<=\w)(?=\W)|(?<=[)\]}"'`])/g)].toReversed()) lengths.push(index);
  return lengths.filter((length) => length > least && text.slice(least, length).trim() !== '').slice(0, mostTries);
}

const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** What closes the brackets that `text` leaves open. */
function closers(text: string): string {
  const { open } = balanceOf(text);
  return open
    .toReversed()
    .map((bracket) => closing[bracket] ?? '')
    .join('');
}

/** Cuts what would break code that parsed. */
export async function keepSound(
  { text, ends, endedBy }: Generated,
  snapshot: Snapshot,
  soundness: Soundness | null,
): Promise<Pick<Remembered, 'text' | 'ends'> & { rules: string[] }> {
  let from = 0;
  for (const [index, end] of ends.entries()) {
    const part = text.slice(0, end);
    // Where the model was not sure any more the line is unfinished, and not broken.
    const isPartial = end === text.length && (endedBy === 'uncertain' || endedBy === 'length');
    const isLine = !text.slice(from, end).trim().includes('\n');
    if (!soundness || (isPartial && isLine) || text.slice(from, end).trim() === '') continue;
    const shown = filter(part, snapshot.before, snapshot.after, { isManual: true });
    const [checked, replaceAfter] = 'reason' in shown ? [part, 0] : [shown.text, shown.replaceAfter];
    const length = await soundness.soundLength(checked, replaceAfter, from);
    if (length !== checked.length) {
      const kept = length === null ? [] : [length];
      return { text: text.slice(0, length ?? from), ends: [...ends.slice(0, index), ...kept], rules: ['breaksSyntax'] };
    }
    from = end;
  }
  return { text, ends, rules: [] };
}
