/** Writes a text as a person does: keys, slips, auto-closed brackets, suggestions taken. */
import type { RecordedEvent } from '../../test/bench/recording.ts';
import { Desk, languageIdOf } from '../../test/bench/replay.ts';
import type { Random } from './random.ts';

const closerOf: Record<string, string> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'", '`': '`' };
const indentOf: Record<string, string> = { python: '    ', go: '\t', java: '    ', cpp: '    ' };
/** Neighbours on a keyboard, for slips. */
const keyRows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const slipShare = 0.02;
const mostBlockLines = 9;

export class Typist {
  readonly desk: Desk;
  readonly events: RecordedEvent[] = [];
  readonly #random: Random;
  /** 0 to 1: how often a suggestion is taken where one could be. */
  readonly #trust: number;
  /** What the editor has put after the cursor by itself. */
  #pending = '';
  /** Below 1 in a burst. */
  #pace = 1;

  constructor(desk: Desk, random: Random, trust: number) {
    this.desk = desk;
    this.#random = random;
    this.#trust = trust;
  }

  do(event: RecordedEvent): void {
    this.desk.apply(event);
    this.events.push(event);
  }

  open(path: string): void {
    if (this.desk.path !== path || this.events.length === 0) this.do(['open', this.#pause(800, 3000), path]);
  }

  move(offset: number): void {
    if (this.desk.offset !== offset) this.do(['move', this.#pause(400, 2500), offset]);
  }

  /** Writes `text` at the cursor, which ends behind it; nothing else has changed. */
  write(text: string): void {
    let at = 0;
    let sinceOffer = this.#random.whole(0, 3);
    while (at < text.length) {
      const isLineStart = at === 0 || this.#line().trim() === '';
      const taken = sinceOffer > (isLineStart ? 0 : 2) ? this.#take(text, at, isLineStart) : 0;
      if (taken > 0) {
        at += taken;
        sinceOffer = -this.#random.whole(0, 4);
        continue;
      }
      sinceOffer++;
      at += text[at] === '\n' ? this.#newLine(text, at) : this.#key(text, at);
    }
    if (this.#pending !== '') this.do(['delete', this.#pause(200, 600), this.#pending.length]);
    this.#pending = '';
  }

  #pause(from: number, to: number): number {
    return Math.round(from + (to - from) * this.#random.next() ** 2);
  }

  /** Pause before the character at `at`. */
  #thought(text: string, at: number): number {
    const before = text[at - 1] ?? '\n';
    if (before === '\n' || this.#line().trim() === '') {
      this.#pace = this.#random.chance(0.3) ? 0.7 : 0.9 + this.#random.next() * 0.3;
      return this.#random.chance(0.3) ? this.#pause(1000, 4000) : this.#pause(250, 700);
    }
    const isBorder = /\W/.test(before) !== /\W/.test(text[at] ?? ' ');
    return Math.round((isBorder ? this.#pause(140, 420) : this.#pause(80, 250)) * this.#pace);
  }

  #line(): string {
    const { text, offset } = this.desk;
    return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  }

  get #isComment(): boolean {
    return /^\s*(\/\/|\/?\*|#|<!--)/.test(this.#line());
  }

  /** Types one character, sometimes wrong at first; characters of `text` that are done. */
  #key(text: string, at: number): number {
    const char = text[at] ?? '';
    const { desk } = this;
    const pauseMs = this.#thought(text, at);
    if (char !== '\n' && this.#pending.startsWith(char)) {
      this.#pending = this.#pending.slice(1);
      this.do(['over', pauseMs, char]);
      return 1;
    }
    const spaces = /^(?: {2,}|\t+)/.exec(text.slice(at))?.[0];
    if (spaces !== undefined && this.#line().trim() === '') {
      const unit = this.#unit();
      const step = spaces.startsWith(unit) ? unit : spaces;
      this.do(['type', pauseMs, step]);
      return step.length;
    }
    const closer = closerOf[char];
    if (closer !== undefined && this.#closesItself(char, desk.text[desk.offset - 1] ?? '', desk.text[desk.offset])) {
      this.do(['pair', pauseMs, char, closer]);
      if (closes(text, at, char, closer)) this.#pending = closer + this.#pending;
      else this.do(['delete', this.#pause(150, 500), 1]);
      return 1;
    }
    const tag = this.#closingTag(text, at);
    if (tag !== null) {
      this.do(['pair', pauseMs, char, tag]);
      this.#pending = tag + this.#pending;
      return 1;
    }
    if (/[a-z]/.test(char) && this.#random.chance(slipShare)) this.#slip(char, text.slice(at + 1, at + 3));
    this.do(['type', pauseMs, char]);
    return 1;
  }

  #unit(): string {
    return indentOf[languageIdOf(this.desk.path)] ?? '  ';
  }

  /** As editors do: before white space, an end or a closer; a quote not behind a word. Never in comments. */
  #closesItself(char: string, before: string, after: string | undefined): boolean {
    if (this.#isComment || (after !== undefined && !/[\s)\]}>;:.,="'`]/.test(after))) return false;
    if (/["'`]/.test(char)) return !/[\w"'`\\]/.test(before);
    return true;
  }

  /** Editors close an HTML element when its opening tag ends. */
  #closingTag(text: string, at: number): string | null {
    if (text[at] !== '>' || languageIdOf(this.desk.path) !== 'html') return null;
    const name = /<([a-z][a-z0-9]*)(?:\s[^<>]*)?$/.exec(this.#line())?.[1];
    if (name === undefined || /^(input|link|meta|br|hr|img)$/.test(name)) return null;
    return text.slice(at).includes(`</${name}>`) ? `</${name}>` : null;
  }

  /** A neighbouring key, noticed at once or a key later. */
  #slip(char: string, following: string): void {
    const row = keyRows.find((keys) => keys.includes(char)) ?? keyRows[0] ?? '';
    const wrong = row[row.indexOf(char) + 1] ?? row[row.indexOf(char) - 1] ?? 'x';
    const more = /^[a-z]/.test(following) && this.#random.chance(0.4) ? following.slice(0, 1) : '';
    for (const one of wrong + more) this.do(['type', this.#pause(80, 200), one]);
    for (let count = 0; count < 1 + more.length; count++) this.do(['backspace', this.#pause(120, 450), 1]);
  }

  /** Ends the line, or passes a closer that the editor has put on the next one. */
  #newLine(text: string, at: number): number {
    const standing = /^\n[ \t]*(?:[)\]}]|<\/\w+>)/.exec(this.#pending)?.[0];
    if (standing !== undefined && text.startsWith(standing, at)) {
      this.#pending = this.#pending.slice(standing.length);
      this.do(['move', this.#pause(250, 900), this.desk.offset + standing.length]);
      return standing.length;
    }
    const line = this.#line();
    const pauseMs = this.#pause(150, 600);
    const own = /^[ \t]*/.exec(line)?.[0] ?? '';
    const wanted = /^\n([ \t]*)/.exec(text.slice(at))?.[1] ?? '';
    if (/^\n[ \t]*(\n|$)/.test(text.slice(at))) {
      // A blank line: the indentation that the editor puts there goes with the next Enter, where nothing follows it.
      const isBlank = text[at + 1] === '\n';
      const isAlone = /^(\n|$)/.test(this.desk.text.slice(this.desk.offset));
      this.do(['enter', pauseMs, isBlank && isAlone ? own : wanted, '']);
      return 1 + (isBlank ? 0 : wanted.length);
    }
    const star = /^\s*\/?\*/.test(line) ? (/^\n([ \t]*\*(?!\/) ?)/.exec(text.slice(at))?.[1] ?? null) : null;
    if (star !== null) {
      this.do(['enter', pauseMs, star, '']);
      return 1 + star.length;
    }
    const opens =
      /[([{]$|=>$/.test(line.trimEnd()) || (languageIdOf(this.desk.path) === 'python' && line.endsWith(':'));
    const isSplit = /[([{>]$/.test(line) && /^([)\]}]|<\/)/.test(this.#pending);
    const below = isSplit ? `\n${own}` : '';
    const inserted = opens || isSplit ? own + this.#unit() : own;
    this.do(['enter', pauseMs, inserted, below]);
    this.#pending = below + this.#pending;
    if (wanted.startsWith(inserted)) return 1 + inserted.length;
    // The editor has indented more than is wanted here.
    this.do(['backspace', this.#pause(100, 300), inserted.length - wanted.length]);
    return 1 + wanted.length;
  }

  /** Takes a suggestion for what comes next; characters that it gave, or 0. */
  #take(text: string, at: number, isLineStart: boolean): number {
    if (!this.#random.chance(this.#trust * (isLineStart ? 0.65 : 0.4))) return 0;
    const line = /^[^\n]*/.exec(text.slice(at))?.[0] ?? '';
    if (line.trim().length < 4) return 0;
    const kind = this.#random.next();
    const word = /^\W*\w+/.exec(line)?.[0] ?? line;
    if (kind < 0.1 && word.length > 2) return this.#accept('acceptWord', word);
    if (kind < 0.18) return this.#accept('acceptLine', line);
    const name = /^[^([{\n]*\w(?=[([{])/.exec(line)?.[0];
    if (kind < 0.36 && name !== undefined) return this.#accept('acceptWord', name);
    const isBlockSafe = this.#pending === '' || this.#pending.startsWith('\n');
    if (kind < 0.36 + 0.4 * this.#trust && isBlockSafe) return this.#accept('accept', this.#block(text, at));
    return this.#accept('accept', line);
  }

  #accept(kind: 'accept' | 'acceptLine' | 'acceptWord', text: string): number {
    const replaced = replacedBy(text, this.#pending);
    this.#pending = this.#pending.slice(replaced);
    this.do([kind, this.#pause(300, 900), text, replaced]);
    return text.length;
  }

  /** To the blank line, to the closer that stands there, or so many lines. */
  #block(text: string, at: number): string {
    const rest = text.slice(at);
    const ends = [rest.length];
    const standing = /^\n[ \t]*(?:[)\]}]|<\/\w+>)/.exec(this.#pending)?.[0];
    if (standing !== undefined && rest.includes(standing)) ends.push(rest.indexOf(standing));
    if (rest.includes('\n\n')) ends.push(rest.indexOf('\n\n'));
    const lines = rest.split('\n').slice(0, this.#random.whole(2, mostBlockLines));
    return rest.slice(0, Math.min(lines.join('\n').length, ...ends)).trimEnd();
  }
}

/** Whether the pair that `text[at]` opens is closed further on. */
function closes(text: string, at: number, opener: string, closer: string): boolean {
  if (opener === closer) return (text.slice(at + 1).split('\n', 1)[0] ?? '').includes(closer) || opener === '`';
  let depth = 0;
  for (const char of text.slice(at)) {
    if (char === opener) depth++;
    else if (char === closer && --depth === 0) return true;
  }
  return false;
}

/** How many characters of `pending`, on this line, `text` brings itself: its closers that nothing in it opens. */
function replacedBy(text: string, pending: string): number {
  const open: string[] = [];
  let count = 0;
  for (const char of text) {
    if (char === open.at(-1)) open.pop();
    else if (char === pending[count] && char !== '\n') count++;
    else if (/[([{]/.test(char)) open.push(closerOf[char] ?? '');
  }
  return count;
}
