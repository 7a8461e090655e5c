import { indentOf } from './filters/lines.ts';
import type { EndedBy } from './outcome.ts';
import type { Snapshot } from './snapshot.ts';

export type Length = 'line' | 'block';

/** More lines than one looks through before Tab are noise. */
const maxLines = 12;

/** Begins a line that stands as far left as the line that opened the block, and belongs to it; `end = 1` is no end. */
const staysInBlock =
  /^(?:[{})\]]|(?:end|default|ensure|rescue)\b(?!\s*[=.([,])|(?:else|elif|except|finally|catch|case|when)\b|(?:public|private|protected)\s*:)/;

/** Closes a block. */
const closesBlock = /^\s*(?:[})\]]|end\b(?!\s*[=.([,]))/;

/** The same few words five times in a row at the end of a line: the model is stuck. `a.b.b.b.c` and `f(null, null, null)` are not. */
const repeatedInLine = /(\S.{2,29}?)\1{4}$/;

/** Where a text that is still being written is complete: `keep` characters of it, and the rule that says so. */
export type Stop = {
  keep: number;
  by: EndedBy;
  /** It only looks complete: where a grammar says that it is not, the text goes on (`goOnAfter`). */
  mayGoOn?: true;
};

/**
 * Decides from structure alone when a suggestion is complete, so that a fast and a slow machine show the same text.
 * Called after each piece of text; looks only at whole lines, since a half line may still become anything (but for one that repeats itself).
 */
export class StopRule {
  readonly #lineBefore: string;
  /** Only the rest of the cursor's line can be meant. */
  readonly isSingleLine: boolean;
  readonly #indent: number;
  /** The next line that is not empty, with its indentation. */
  readonly #nextLine: string;
  /** End of a line that looked complete and was not. */
  #unfinishedUntil = -1;

  constructor(snapshot: Snapshot, length: Length) {
    const { before, after } = snapshot;
    this.#lineBefore = before.slice(before.lastIndexOf('\n') + 1);
    this.#indent = indentOf(this.#lineBefore);
    const [restOfLine = '', ...following] = after.split('\n', 40);
    // Text after the cursor that is more than what the editor closes by itself.
    this.isSingleLine = length === 'line' || /[^)\]}>"'`;,:\s{]/.test(restOfLine);
    this.#nextLine = following.find((line) => line.trim() !== '')?.trimEnd() ?? '';
  }

  /** The line that ends at `keep` is not complete after all: what follows belongs to it. */
  goOnAfter(keep: number): void {
    this.#unfinishedUntil = keep;
  }

  check(text: string): Stop | null {
    const lines = text.split('\n');
    const stuck = repeatedInLine.exec(lines.at(-1) ?? '');
    if (stuck && /[a-z]{2}/i.test(stuck[1] ?? '') && new Set(stuck[1]).size > 2)
      return {
        keep: text.length - (lines.at(-1) ?? '').length + stuck.index + (stuck[1] ?? '').length,
        by: 'repetition',
      };
    let at = 0;
    for (let i = 0; i < lines.length - 1; i++) {
      const line = lines[i] ?? '';
      const stop = this.#afterLine(lines, i, at, line);
      if (stop) return stop;
      at += line.length + 1;
    }
    return null;
  }

  /** `at`: offset of line `i`, which has ended. */
  #afterLine(lines: string[], i: number, at: number, line: string): Stop | null {
    const end = at + line.length;
    const cutBefore = Math.max(0, at - 1);
    const first = lines.findIndex((one) => one.trim() !== '');
    // One blank line may stand before the next block.
    if (first < 0 || first > i) return i >= 2 ? { keep: 0, by: 'block' } : null;
    if (line.trim() === '')
      return cutBefore <= this.#unfinishedUntil ? null : { keep: cutBefore, by: 'block', mayGoOn: true };
    const isOwnStatement = first > 0 && !opensBlock(this.#lineBefore);
    // A lower line closes the block we are in; it is shown only if it closes what the suggestion itself opened.
    if (i > 0 && indentOf(line) < this.#indent) return { keep: i === first ? 0 : cutBefore, by: 'block' };
    const opening = this.#openingOf(lines, first);
    const text = lines[opening] ?? '';
    const indent = isOwnStatement || opening > first ? indentOf(text) : this.#indent;
    if (i > opening) {
      const stop = this.#lowerLine(lines, i, indent, opening === 0 ? this.#lineBefore + text : text);
      if (stop) return { keep: cutBefore, by: stop };
    }
    if (this.isSingleLine) return { keep: end, by: 'line' };
    const isClosed = indentOf(line) <= indent && closesBlock.test(line) && !/[{([]\s*$/.test(line);
    if (i > opening && isClosed) return { keep: end, by: 'block' };
    const opens = opensBlock(i === 0 ? this.#lineBefore + line : line);
    const isFirst = i === opening && (opening === 0 || opening > first || isOwnStatement);
    if (isFirst && !opens && end > this.#unfinishedUntil) return { keep: end, by: 'line', mayGoOn: true };
    if (i + 1 >= maxLines) return { keep: end, by: 'lineLimit' };
    return null;
  }

  /** The line that decides what the lines below it belong to: the first, or the one behind what was not complete. */
  #openingOf(lines: string[], first: number): number {
    let start = 0;
    for (const [index, line] of lines.entries()) {
      if (index >= first && start > this.#unfinishedUntil && line.trim() !== '') return index;
      start += line.length + 1;
    }
    return first;
  }

  /** Why line `i` does not belong to what `opening` began at `indent`. */
  #lowerLine(lines: string[], i: number, indent: number, opening: string): EndedBy | null {
    const line = lines[i] ?? '';
    const trimmed = line.trim();
    const isNext =
      line.trimEnd() === this.#nextLine ||
      (trimmed === this.#nextLine.trim() && indentOf(line) === indentOf(this.#nextLine));
    if (isNext && trimmed.length > 1) return 'suffix';
    if (isRepeated(lines, i)) return 'repetition';
    const isBelow = indentOf(line) <= indent && !staysInBlock.test(trimmed);
    return indentOf(line) < indent || (opensBlock(opening) && isBelow) ? 'block' : null;
  }
}

/** Besides what a comment says at its end. */
function opensBlock(line: string): boolean {
  return /(?:[{([]|=>|:)\s*$/.test(line.replace(/\s(?:#|\/\/)\s.*$/, ''));
}

/** Line `i` is the line above it again, or three lines that stood together before come again, indentation included. */
function isRepeated(lines: string[], i: number): boolean {
  const line = lines[i] ?? '';
  if (line.trim().length <= 3) return false;
  const stoodBefore = lines.some(
    (other, j) =>
      j > 1 && j < i - 2 && other === line && lines[j - 1] === lines[i - 1] && lines[j - 2] === lines[i - 2],
  );
  return line === lines[i - 1] || stoodBefore;
}
