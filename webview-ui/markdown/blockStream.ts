import { parseMarkdown, type References, type Token } from './parser.ts';

/** A top-level block: a paragraph, a list with all its items, a table, a piece of code. */
export type Block = { source: string; tokens: Token[] };

/**
 * Parses Markdown that arrives piece by piece. Blocks that later text cannot change any more are `finished` and are
 * parsed once; only the `open` ones, from the last safe start on, are parsed again.
 */
export class BlockStream {
  readonly finished: Block[] = [];
  open: Block[] = [];
  /** Grows when every finished block must be drawn anew. */
  revision = 0;
  #source = '';
  #openStart = 0;
  #pending = '';
  #isEnded = false;
  #environment: References = {};

  /** All text received, with line ends as `\n`. */
  get source(): string {
    return this.#source + this.#pending;
  }

  append(text: string): void {
    this.#pending += text.replaceAll('\r', '');
  }

  /** Parses what has been appended since the last call; false if that was nothing. */
  update(): boolean {
    if (this.#pending === '' || this.#isEnded) return false;
    this.#source += this.#pending;
    this.#pending = '';
    const tail = this.#source.slice(this.#openStart);
    const blocks = splitBlocks(tail, parseMarkdown(tail, this.#environment));
    const kept = countFinished(tail, blocks);
    for (const block of blocks.slice(0, kept)) this.finished.push(block);
    this.open = blocks.slice(kept);
    this.#openStart += blocks[kept]?.start ?? 0;
    return true;
  }

  /** The text is whole: everything is finished, and references given late reach earlier blocks. */
  end(): void {
    if (this.#isEnded) return;
    this.update();
    this.#isEnded = true;
    if (Object.keys(this.#environment.references ?? {}).length > 0) {
      this.finished.length = 0;
      this.open = splitBlocks(this.#source, parseMarkdown(this.#source, {}));
      this.revision++;
    }
    this.finished.push(...this.open);
    this.open = [];
  }
}

type PlacedBlock = Block & { start: number; line: number };

function splitBlocks(source: string, tokens: Token[]): PlacedBlock[] {
  const starts = lineStarts(source);
  const blocks: PlacedBlock[] = [];
  let first = 0;
  tokens.forEach((token, index) => {
    if (token.level !== 0 || token.nesting === 1) return;
    const [line, end] = tokens[first]?.map ?? [0, 0];
    const start = starts[line] ?? 0;
    const text = source.slice(start, starts[end] ?? source.length);
    blocks.push({ source: text, tokens: tokens.slice(first, index + 1), start, line });
    first = index + 1;
  });
  return blocks;
}

/**
 * How many blocks at the front are final. A block ends for good when the next one has begun, and that is sure only when
 * the next one's first two lines are whole: `#` may become `#tag`, and a row under `a | b` decides if that is a table.
 */
function countFinished(source: string, blocks: PlacedBlock[]): number {
  let wholeLines = 0;
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) wholeLines++;
  for (let index = blocks.length - 1; index > 0; index--) {
    if ((blocks[index]?.line ?? 0) + 2 <= wholeLines) return index;
  }
  return 0;
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
