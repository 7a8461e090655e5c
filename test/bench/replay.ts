/** Replays a recording as the extension sees it: a snapshot after every event. */
import type { Snapshot } from '../../src/completion/snapshot.ts';
import { windowAround } from '../../src/completion/textWindow.ts';
import type { RecordedEvent, Recording } from './recording.ts';

export type OpenFile = { path: string; languageId: string; text: string };

export type Step = {
  kind: RecordedEvent[0];
  pauseMs: number;
  path: string;
  /** What the event put before the cursor. */
  inserted: string;
  snapshot: Snapshot;
  /** The other tabs, the one visited last first. */
  openFiles: OpenFile[];
  /** The whole file and the cursor in it, for peers that send more than a snapshot holds. */
  text: string;
  offset: number;
  /** The snapshot when the cursor came to the text that is being written. */
  burst: Snapshot;
};

/** A contiguous text that the user wrote, with the file as it was before its first character. */
export type Block = {
  path: string;
  languageId: string;
  textBefore: string;
  offset: number;
  text: string;
  openFiles: OpenFile[];
};

/** Text that is being written: from `start` to `end`, begun when the file was `textBefore`. */
type Region = { path: string; start: number; end: number; textBefore: string; openFiles: OpenFile[]; burst: Snapshot };

const languageIds: Record<string, string> = {
  ts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  mjs: 'javascript',
  py: 'python',
  go: 'go',
  java: 'java',
  h: 'cpp',
  hpp: 'cpp',
  cpp: 'cpp',
  html: 'html',
  css: 'css',
};

export function languageIdOf(path: string): string {
  return languageIds[path.slice(path.lastIndexOf('.') + 1)] ?? 'plaintext';
}

/** As `snapshotOf` of src/extension/convert.ts makes it of a document. */
export function snapshotAt(path: string, text: string, offset: number): Snapshot {
  const lines = text.split('\n');
  const above = text.slice(0, offset);
  const line = above.split('\n').length - 1;
  const column = offset - (above.lastIndexOf('\n') + 1);
  const { startLine, startColumn, ...window } = windowAround(
    { count: lines.length, text: (at) => lines[at] ?? '' },
    line,
    column,
  );
  const beforeStart = lines.slice(0, startLine).reduce((sum, one) => sum + one.length + 1, startColumn);
  return {
    uri: `file:///${path}`,
    languageId: languageIdOf(path),
    ...window,
    beforeStart,
    trigger: 'automatic',
  };
}

/** Files, tabs and a cursor, changed by events alone. */
export class Desk {
  readonly texts: Map<string, string>;
  /** Tabs, the one visited last first; the first is the active one. */
  readonly tabs: string[];
  offset = 0;

  constructor({ files, open }: Pick<Recording, 'files' | 'open'>) {
    this.texts = new Map(Object.entries(files));
    this.tabs = [...open];
  }

  get path(): string {
    return this.tabs[0] ?? '';
  }

  get text(): string {
    return this.texts.get(this.path) ?? '';
  }

  get openFiles(): OpenFile[] {
    return this.tabs
      .slice(1)
      .map((path) => ({ path, languageId: languageIdOf(path), text: this.texts.get(path) ?? '' }));
  }

  /** Puts what it inserted before the cursor. */
  apply(event: RecordedEvent): string {
    switch (event[0]) {
      case 'open': {
        const at = this.tabs.indexOf(event[2]);
        if (!this.texts.has(event[2])) throw new Error(`no file ${event[2]}`);
        if (at >= 0) this.tabs.splice(at, 1);
        this.tabs.unshift(event[2]);
        this.offset = 0;
        return '';
      }
      case 'move':
        if (event[2] > this.text.length) throw new Error(`no offset ${event[2]} in ${this.path}`);
        this.offset = event[2];
        return '';
      case 'type':
        return this.#replace(0, 0, event[2], '');
      case 'pair':
        return this.#replace(0, 0, event[2], event[3]);
      case 'over':
        if (!this.text.startsWith(event[2], this.offset)) throw new Error(`no ${event[2]} to pass at ${this.offset}`);
        this.offset += event[2].length;
        return event[2];
      case 'enter':
        return this.#replace(this.#blank(), 0, `\n${event[2]}`, event[3]);
      case 'backspace':
        return this.#replace(event[2], 0, '', '');
      case 'delete':
        return this.#replace(0, event[2], '', '');
      case 'accept':
      case 'acceptLine':
      case 'acceptWord':
      default:
        return this.#replace(0, event[3], event[2], '');
    }
  }

  /** White space before the cursor on a line that holds nothing else: editors take it away when the line is left. */
  #blank(): number {
    const line = this.text.slice(this.text.lastIndexOf('\n', this.offset - 1) + 1, this.offset);
    const isLast = this.offset === this.text.length || this.text[this.offset] === '\n';
    return isLast && line.trim() === '' ? line.length : 0;
  }

  #replace(before: number, after: number, inserted: string, behind: string): string {
    const { text, offset } = this;
    if (before > offset || offset + after > text.length) throw new Error(`nothing to remove at ${offset}`);
    this.texts.set(this.path, text.slice(0, offset - before) + inserted + behind + text.slice(offset + after));
    this.offset = offset - before + inserted.length;
    return inserted;
  }
}

/** One step per event. */
export function* replay(recording: Recording): Generator<Step> {
  for (const { step } of walk(recording)) yield step;
}

/** What the user wrote, block by block, for a bench that asks for it instead of typing it. */
export function* blocks(recording: Recording): Generator<Block> {
  for (const { left } of walk(recording)) if (left) yield left;
}

/** Each file when the session is over. */
export function filesAfter(recording: Recording): Record<string, string> {
  const desk = new Desk(recording);
  for (const event of recording.events) desk.apply(event);
  return Object.fromEntries(desk.texts);
}

/** Steps, and the block that is done where the cursor has left it; the last one comes with the last step. */
function* walk(recording: Recording): Generator<{ step: Step; left: Block | null }> {
  const desk = new Desk(recording);
  let region = regionAt(desk);
  for (const [index, event] of recording.events.entries()) {
    const was = { offset: desk.offset, length: desk.text.length, text: desk.text };
    const inserted = desk.apply(event);
    let left: Block | null = null;
    if (staysIn(region, desk, event, was.offset)) {
      region.end += desk.text.length - was.length;
    } else {
      left = blockOf(region, was.text);
      region = regionAt(desk);
    }
    const { path, text, offset, openFiles } = desk;
    const snapshot = snapshotAt(path, text, offset);
    const { burst } = region;
    const step = { kind: event[0], pauseMs: event[1], path, inserted, snapshot, openFiles, text, offset, burst };
    if (index === recording.events.length - 1) left ??= blockOf(region, text);
    yield { step, left };
  }
}

function staysIn(region: Region, desk: Desk, event: RecordedEvent, offset: number): boolean {
  switch (event[0]) {
    case 'open':
      return false;
    case 'move':
      return region.start < region.end && event[2] > region.start && event[2] <= region.end;
    case 'backspace':
      return desk.offset >= region.start;
    case 'delete':
      return offset + event[2] <= region.end;
    case 'type':
    case 'pair':
    case 'over':
    case 'enter':
    case 'accept':
    case 'acceptLine':
    case 'acceptWord':
    default:
      return true;
  }
}

function regionAt({ path, text, offset, openFiles }: Desk): Region {
  return { path, start: offset, end: offset, textBefore: text, openFiles, burst: snapshotAt(path, text, offset) };
}

function blockOf({ path, start, end, textBefore, openFiles }: Region, text: string): Block | null {
  if (end === start) return null;
  return { path, languageId: languageIdOf(path), textBefore, offset: start, text: text.slice(start, end), openFiles };
}
