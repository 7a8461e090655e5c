import type { Chunk } from '../context/chunk.ts';
import type { CountTokens } from './anchor.ts';
import type { ContextEntry } from './outcome.ts';
import type { Snapshot } from './snapshot.ts';

/** What of other files a prompt may draw on; asked only when a prompt is laid out anew, so it must be there already. */
export type RepositorySource = {
  /** Name of the workspace, and path of the document in it, with /. */
  describe(uri: string): { repository: string; path: string };
  /** Best first. */
  candidates(snapshot: Snapshot): readonly Chunk[];
};

/** A piece of another file with its tokens, the line that names its file included. */
export type Frozen = Chunk & { tokens: number };

/** Tokens of the special token and the line end around a path. */
const frameTokens = 2;

/** From least to most volatile: what changes soonest stands last, where a change costs least. */
const volatility: Record<Chunk['why'], number> = { definition: 0, import: 1, openFile: 2, visited: 3, recentEdit: 4 };

/**
 * The pieces that a prompt begins with. They stay, byte for byte and in their order, from one anchor to the next; new ones
 * are put behind them while there is room, and only when half of what would be taken now is not among them it begins anew.
 */
export class FrozenChunks {
  #frozen: readonly Frozen[] = [];
  /** Of each candidate of the last time, by its path and text. */
  #tokens = new Map<string, number>();

  /** What to begin with now; it is kept only by `keep`. `budget` in tokens. */
  async select(
    candidates: readonly Chunk[],
    path: string,
    budget: number,
    countTokens: CountTokens,
  ): Promise<readonly Frozen[]> {
    const others = candidates.filter((chunk) => chunk.path !== path);
    const counted = await this.#count(others, countTokens);
    const fresh = fill([], counted, budget);
    const isUsable = sum(this.#frozen) <= budget && this.#frozen.every((chunk) => chunk.path !== path);
    const kept = isUsable ? this.#frozen : [];
    const known = fresh.filter((chunk) => kept.some((other) => isSame(chunk, other))).length;
    return kept.length > 0 && known * 2 >= fresh.length
      ? fill(kept, counted, budget)
      : fresh.toSorted((a, b) => volatility[a.why] - volatility[b.why]);
  }

  keep(chunks: readonly Frozen[]): void {
    this.#frozen = chunks;
  }

  clear(): void {
    this.#frozen = [];
    this.#tokens.clear();
  }

  async #count(chunks: readonly Chunk[], countTokens: CountTokens): Promise<Frozen[]> {
    const keys = chunks.map(({ path, text }) => `${path}\n${text}`);
    const unknown = [...new Set(keys)].filter((key) => !this.#tokens.has(key));
    const counts = unknown.length === 0 ? [] : await countTokens(unknown);
    const counted = new Map(unknown.map((key, index) => [key, (counts[index] ?? 0) + frameTokens]));
    this.#tokens = new Map(keys.map((key) => [key, this.#tokens.get(key) ?? counted.get(key) ?? 0]));
    return chunks.map((chunk, index) => ({ ...chunk, tokens: this.#tokens.get(keys[index] ?? '') ?? 0 }));
  }
}

/** As many of `chunks` behind `kept` as `budget` allows. */
function fill(kept: readonly Frozen[], chunks: readonly Frozen[], budget: number): Frozen[] {
  const taken = [...kept];
  let left = budget - sum(kept);
  for (const chunk of chunks) {
    if (chunk.tokens > left || taken.some((other) => isOverlapping(chunk, other))) continue;
    taken.push(chunk);
    left -= chunk.tokens;
  }
  return taken;
}

function sum(chunks: readonly Frozen[]): number {
  return chunks.reduce((total, { tokens }) => total + tokens, 0);
}

function isSame(a: Chunk, b: Chunk): boolean {
  return a.path === b.path && a.text === b.text;
}

function isOverlapping(a: Chunk, b: Chunk): boolean {
  return a.path === b.path && a.startLine < endLine(b) && b.startLine < endLine(a);
}

/** The line after the last. */
function endLine({ startLine, text }: Chunk): number {
  return startLine + text.split('\n').length - 1;
}

export function entryOf(chunk: Frozen): ContextEntry {
  const { path, startLine, tokens, why } = chunk;
  return { path, fromLine: startLine + 1, toLine: endLine(chunk), tokens, why };
}
