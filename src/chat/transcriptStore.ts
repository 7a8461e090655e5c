import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import * as v from 'valibot';
import { Failure } from '../base/errors.ts';
import { conversationSchema, settle, type Conversation } from './conversation.ts';

const newerVersionSchema = v.object({ version: v.pipe(v.number(), v.minValue(2)) });

/**
 * Conversations as files in the user's own storage folder, one each, and a pointer to the open one.
 * Every write goes to a temporary name first, so that a crash leaves the old file or the new one, never half of one.
 */
export class TranscriptStore {
  readonly #folder: string;
  /** One write after the other, so that an older state never overwrites a newer one. */
  #writes: Promise<void> = Promise.resolve();
  #pointed: string | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The open conversation, or null where there is none. A damaged file is kept under another name, and said. */
  async loadCurrent(): Promise<Conversation | null> {
    const pointer = await readText(this.#pointerPath);
    const id = pointer?.trim();
    if (!id || !/^[\w-]+$/.test(id)) return null;
    const path = this.#pathOf(id);
    const text = await readText(path);
    if (text === null) return null;
    try {
      const data: unknown = JSON.parse(text);
      if (v.is(newerVersionSchema, data)) return null; // left as it is, for the Hearth that wrote it
      return settle(v.parse(conversationSchema, data));
    } catch (error) {
      const kept = `${path}.damaged`;
      await rename(path, kept);
      await this.setCurrent(null);
      throw new Failure('conversationUnreadable', { file: basename(kept) }, { cause: error });
    }
  }

  save(conversation: Conversation): Promise<void> {
    const text = JSON.stringify(conversation);
    return this.#queue(async () => {
      await mkdir(this.#folder, { recursive: true });
      await writeWhole(this.#pathOf(conversation.id), text);
      await this.#point(conversation.id);
    });
  }

  setCurrent(id: string | null): Promise<void> {
    return this.#queue(async () => {
      if (id !== null) return this.#point(id);
      this.#pointed = null;
      await rm(this.#pointerPath, { force: true });
    });
  }

  async #point(id: string): Promise<void> {
    if (id === this.#pointed) return;
    await writeWhole(this.#pointerPath, id);
    this.#pointed = id;
  }

  get #pointerPath(): string {
    return join(this.#folder, 'current');
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  #queue(write: () => Promise<void>): Promise<void> {
    const turn = this.#writes.then(write);
    this.#writes = turn.catch(() => undefined); // its caller is told
    return turn;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  // Another window may write the same file: each has a temporary name of its own.
  const temporary = `${path}.${process.pid}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
