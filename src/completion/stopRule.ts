import type { EndedBy } from './outcome.ts';
import type { Snapshot } from './snapshot.ts';

export type Length = 'line' | 'block';

/** More lines than one looks through before Tab are noise. */
const maxLines = 12;

/** Begins a line that stands as far left as the line that opened the block, and belongs to it. */
const staysInBlock = /^([{})\]]|(end|else|elif|except|finally|catch|case|default|when|rescue|ensure)\b)/;

/** The same few words three times in a row at the end of a line: the model is stuck. */
const repeatedInLine = /(\S.{2,29}?)\1\1$/;

/** Where a text that is still being written is complete: `keep` characters of it, and the rule that says so. */
export type Stop = { keep: number; by: EndedBy };

/**
 * Decides from structure alone when a suggestion is complete, so that a fast and a slow machine show the same text.
 * Called after each piece of text; looks only at whole lines, since a half line may still become anything (but for one that repeats itself).
 */
export class StopRule {
  readonly #lineBefore: string;
  /** Only the rest of the cursor's line can be meant. */
  readonly isSingleLine: boolean;
  readonly #indent: number;
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
    this.#nextLine = following.find((line) => line.trim() !== '')?.trim() ?? '';
  }

  /** The line that ends at `keep` is not complete after all: what follows belongs to it. */
  goOnAfter(keep: number): void {
    this.#unfinishedUntil = keep;
  }

  check(text: string): Stop | null {
    const lines = text.split('\n');
    const stuck = repeatedInLine.exec(lines.at(-1) ?? '');
    if (stuck && /[a-z]/i.test(stuck[1] ?? ''))
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
    const trimmed = line.trim();
    const cutBefore = Math.max(0, at - 1);
    if (i > 0 && trimmed !== '') {
      if (trimmed === this.#nextLine && trimmed.length > 1) return { keep: cutBefore, by: 'suffix' };
      const isRepeated = lines.slice(0, i).some((earlier) => earlier.trim() === trimmed && trimmed.length > 3);
      if (isRepeated) return { keep: cutBefore, by: 'repetition' };
      if (indentOf(line) < this.#indent) {
        // A lower line closes the block we are in; it is shown only if it closes what the suggestion itself opened.
        return { keep: cutBefore, by: 'block' };
      }
      if (this.#opensBlock(lines[0] ?? '') && indentOf(line) <= this.#indent && !staysInBlock.test(trimmed)) {
        return { keep: cutBefore, by: 'block' };
      }
    }
    const isStarted = lines.slice(0, i + 1).some((l) => l.trim() !== '');
    if (!isStarted) return i >= 1 ? { keep: 0, by: 'block' } : null;
    if (trimmed === '' && i > 0) return { keep: cutBefore, by: 'block' };
    if (this.isSingleLine) return { keep: end, by: 'line' };
    if (this.#closesWhatItOpened(lines, i)) return { keep: end, by: 'block' };
    const goesOn = end <= this.#unfinishedUntil || this.#opensBlock(line);
    if ((i === 0 || at - 1 === this.#unfinishedUntil) && !goesOn) return { keep: end, by: 'line' };
    if (i + 1 >= maxLines) return { keep: end, by: 'lineLimit' };
    return null;
  }

  #opensBlock(line: string): boolean {
    return /([{([]|=>|:)\s*$/.test(this.#lineBefore + line);
  }

  /** The first line opened a block, and line `i` stands at its indentation and closes it. */
  #closesWhatItOpened(lines: string[], i: number): boolean {
    if (i === 0) return false;
    const line = lines[i] ?? '';
    return indentOf(line) <= this.#indent && /^\s*([})\]]|end\b)/.test(line) && !/[{([]\s*$/.test(line);
  }
}

/** Columns of leading white space, a tab counted as four. */
function indentOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === ' ') columns++;
    else if (character === '\t') columns += 4;
    else break;
  }
  return columns;
}
