/**
 * What other completion engines send to a model at each key, restated by their parameters (read from their public sources;
 * names and versions in the README), so that a slot can count what it costs. Their caches, debounces and heuristics are left out:
 * every key reaches the model.
 */
import type { PromptPart } from '../../src/protocol/workerApi.ts';
import { LruCache } from '../../src/base/lru.ts';
import { Random } from '../../tools/recordTyping/random.ts';
import type { Recording } from './recording.ts';
import { replay, type OpenFile, type Step } from './replay.ts';
import { Slot } from './slot.ts';

export type Tokenize = (text: string) => number[];

/** `tokens`: text that was cut between tokens, where a server cuts. */
export type PeerPart = PromptPart | { tokens: number[] };

export type Policy = {
  name: string;
  /** llama-server's `--cache-reuse`. */
  cacheReuse?: number;
  /** The prompt of a new burst is evaluated while the user idles, before its first key. */
  warmsUp?: boolean;
  prompt: (step: Step, tokenize: Tokenize, random: Random) => PeerPart[];
};

const prefix: PeerPart = { special: 'prefix' };
const suffix: PeerPart = { special: 'suffix' };
const middle: PeerPart = { special: 'middle' };

/** Prefix-suffix-middle: the usual order. */
function psm(before: PeerPart[], after: PeerPart[]): PeerPart[] {
  return [prefix, ...before, suffix, ...after, middle];
}

/** Text after the cursor: the rest of its line and so many lines below. */
function linesBelow(after: string, count: number): string {
  return after
    .split('\n')
    .slice(0, count + 1)
    .join('\n');
}

/** The cursor's line and so many lines above it. */
function linesAbove(before: string, count: number): string {
  return before.split('\n').slice(-count).join('\n');
}

/** node-llama-cpp 3.21: the whole file; the suffix takes the context first, the prefix keeps a tenth of it. */
function generateInfill(contextSize: number): Policy['prompt'] {
  return ({ text, offset }, tokenize) => {
    const before = tokenize(text.slice(0, offset));
    const after = tokenize(text.slice(offset));
    const room = contextSize - 3;
    const kept = Math.min(before.length, Math.max(room - after.length, Math.floor(contextSize / 10)));
    return psm([{ tokens: before.slice(before.length - kept) }], [{ tokens: after.slice(0, room - kept) }]);
  };
}

/** llm-vscode 0.2 with a tokenizer: a line above and a line below by turns, until the window is full. */
function alternatingLines(windowTokens: number): Policy['prompt'] {
  return ({ text, offset }, tokenize) => {
    const above = (text.slice(0, offset).match(/[^\n]*\n|[^\n]+$/g) ?? []).toReversed();
    const below = text.slice(offset).match(/[^\n]*\n|[^\n]+$/g) ?? [];
    let left = windowTokens - 3;
    const taken = { above: 0, below: 0 };
    for (let index = 0; index < Math.max(above.length, below.length) && left >= 0; index++) {
      for (const side of ['above', 'below'] as const) {
        const line = (side === 'above' ? above : below)[index];
        if (line === undefined || left < 0) continue;
        left -= tokenize(line).length;
        if (left >= 0) taken[side]++;
      }
    }
    const before = above.slice(0, taken.above).toReversed().join('');
    return psm([{ text: before }], [{ text: below.slice(0, taken.below).join('') }]);
  };
}

/** Whole lines dropped from one end until the rest fits. */
function pruned(text: string, most: number, end: 'top' | 'bottom', tokenize: Tokenize): string {
  const lines = text.split('\n');
  const counts = lines.map((line) => tokenize(line).length + 1);
  let total = counts.reduce((sum, count) => sum + count, 0);
  let from = 0;
  let to = lines.length;
  while (total > most && to - from > 1) total -= counts[end === 'top' ? from++ : --to] ?? 0;
  return lines.slice(from, to).join('\n');
}

const continueOptions = { promptTokens: 1024, prefixShare: 0.3, suffixShare: 0.2, spare: 10 };

/**
 * Continue 1.3 with open files, as comments above the prefix: files that fit, the one visited last first, then definitions of
 * names that the file uses, in a new random order each time, as many as fit.
 */
function shuffledSnippets({ text, offset, openFiles }: Step, tokenize: Tokenize, random: Random): PeerPart[] {
  const { promptTokens, prefixShare, suffixShare, spare } = continueOptions;
  const before = pruned(text.slice(0, offset), promptTokens * prefixShare, 'top', tokenize);
  const beforeTokens = tokenize(before).length;
  const after = pruned(
    text.slice(offset),
    Math.min(promptTokens - beforeTokens, promptTokens * suffixShare),
    'bottom',
    tokenize,
  );
  let left = promptTokens - beforeTokens - tokenize(after).length;
  const files = openFiles.map(({ path, text: snippet }) => ({ path, snippet }));
  const fitting = [...files, ...shuffled(declarationsOf(text, openFiles), random)].filter(({ snippet }) => {
    const size = tokenize(snippet).length + spare;
    if (size > left) return false;
    left -= size;
    return true;
  });
  return psm(
    [{ text: fitting.map(({ path, snippet }) => comment(path, snippet)).join('') }, { text: before }],
    [{ text: after }],
  );
}

function shuffled<T>(items: T[], random: Random): T[] {
  return items
    .map((item) => ({ item, rank: random.next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

type Snippet = { path: string; snippet: string };

/** A snippet as a comment in front of the prefix. */
function comment(path: string, text: string): string {
  return `// Path: ${path}\n${text.replace(/^/gm, '// ')}\n`;
}

const declaration = /\b(?:function|class|interface|type|struct|enum|record|const|func|def|public \w+) (\w+)/g;
const snippetCharacters = 500;

/** Declarations in other tabs of the names that `text` uses, the name used last first. */
function declarationsOf(text: string, openFiles: OpenFile[]): Snippet[] {
  const declared = new Map<string, Snippet>();
  for (const file of openFiles) {
    for (const match of file.text.matchAll(declaration)) {
      const snippet = file.text.slice(match.index, match.index + snippetCharacters);
      declared.set(match[1] ?? '', { path: file.path, snippet });
    }
  }
  const names = new Set((text.match(/\w+/g) ?? []).toReversed());
  return [...names].flatMap((name) => declared.get(name) ?? []);
}

const tabbyOptions = { lines: 20, declarations: 5, promptCharacters: 1536 };

/** Tabby 1.27: declarations of the names around the cursor, nearest first, then the server keeps the prompt's last 1,536 characters. */
function clippedPrompt({ text, offset, openFiles }: Step): PeerPart[] {
  const before = linesAbove(text.slice(0, offset), tabbyOptions.lines);
  const after = linesBelow(text.slice(offset), tabbyOptions.lines);
  const snippets = declarationsOf(before, openFiles)
    .slice(0, tabbyOptions.declarations)
    .map(({ path, snippet }) => comment(path, snippet));
  let room = tabbyOptions.promptCharacters;
  const clipped: PeerPart[] = [];
  for (const part of [...psm([{ text: snippets.join('') + before }], [{ text: after }])].toReversed()) {
    if (room <= 0) break;
    if ('text' in part) clipped.push({ text: part.text.slice(-room) });
    else clipped.push(part);
    room -= 'text' in part ? part.text.length : '<|fim_middle|>'.length;
  }
  return clipped.toReversed();
}

const infillOptions = { linesAbove: 256, linesBelow: 64, batch: 1024 };

/** llama.vscode 0.0.63 on llama-server's /infill: three quarters of a batch of prefix, a quarter of suffix, cut between tokens. */
function infillBatch({ text, offset }: Step, tokenize: Tokenize): PeerPart[] {
  const above = linesAbove(text.slice(0, offset), infillOptions.linesAbove + 1);
  const lineStart = above.lastIndexOf('\n') + 1;
  const line = tokenize(above.slice(lineStart));
  const quarter = infillOptions.batch / 4;
  const before = tokenize(above.slice(0, lineStart)).slice(-3 * quarter);
  const after = tokenize(linesBelow(text.slice(offset), infillOptions.linesBelow));
  return psm(
    [{ tokens: before }, { tokens: line }],
    [{ tokens: after.slice(0, Math.max(0, quarter - 2 - line.length)) }],
  );
}

/** Twinny 3.23: a window of 100 lines that slides with the cursor. */
function slidingLines({ text, offset }: Step): PeerPart[] {
  return psm([{ text: linesAbove(text.slice(0, offset), 85) }], [{ text: linesBelow(text.slice(offset), 15) }]);
}

/** Lines below the cursor, for the layouts that are no peer's. */
const suffixLines = 20;

/** A prefix that begins at a border which moves in big steps, and the lines below the cursor. */
function blockAnchored({ snapshot }: Step): PeerPart[] {
  return psm([{ text: snapshot.before }], [{ text: linesBelow(snapshot.after, suffixLines) }]);
}

/** What was written since the burst began. */
function typedSince({ text, offset, burst }: Step): string {
  return text.slice(burst.beforeStart + burst.before.length, offset);
}

/** The suffix as it was when the burst began, then the prefix, which grows at its end. */
function suffixFirst(step: Step): PeerPart[] {
  const { burst } = step;
  return [
    suffix,
    { text: linesBelow(burst.after, suffixLines) },
    prefix,
    { text: burst.before },
    { text: typedSince(step) },
    middle,
  ];
}

/** Hearth's order in its simplest form: prefix and suffix as they were, and what was typed since after the middle token. */
function typedAfterMiddle(step: Step): PeerPart[] {
  const { burst } = step;
  return [
    ...psm([{ text: burst.before }], [{ text: linesBelow(burst.after, suffixLines) }]),
    { text: typedSince(step) },
  ];
}

/** In the order of the table. */
export const policies: Policy[] = [
  { name: 'node-llama-cpp generateInfillCompletion', prompt: generateInfill(4096) },
  { name: 'llm-vscode, tokenizer budget', prompt: alternatingLines(2048) },
  { name: 'Continue, open files', prompt: shuffledSnippets },
  { name: 'Tabby', prompt: clippedPrompt },
  { name: 'llama.vscode, -b 1024 --cache-reuse 256', prompt: infillBatch, cacheReuse: 256 },
  { name: 'Twinny', prompt: slidingLines },
  { name: 'block-anchored prefix, 20-line suffix (PSM)', prompt: blockAnchored },
  { name: 'anchored, suffix first (SPM)', prompt: suffixFirst, warmsUp: true },
  { name: 'anchored, typed text after the middle token', prompt: typedAfterMiddle, warmsUp: true },
];

/** Events at which an editor asks for a suggestion. */
const asks = new Set<Step['kind']>(['type', 'pair', 'over', 'enter', 'accept', 'acceptLine', 'acceptWord']);

const accepts = new Set<Step['kind']>(['accept', 'acceptLine', 'acceptWord']);

/** Tokens that each key evaluates anew: a slot per recording, everything from the first key on. */
export function tokensPerKey(recordings: Recording[], policy: Policy, tokenize: Tokenize): number[] {
  const known = new LruCache<number[]>(20_000);
  const cached: Tokenize = (text) => {
    const tokens = known.get(text) ?? tokenize(text);
    known.set(text, tokens);
    return tokens;
  };
  const tokensOf = (parts: PeerPart[]): number[] => parts.flatMap((part) => partTokens(part, cached));
  return recordings.flatMap((recording) => {
    const slot = new Slot(policy.cacheReuse);
    const random = new Random(recording.seed);
    const steps = [...replay(recording)];
    return steps.flatMap((step, index) => {
      const isAsked = asks.has(step.kind);
      if (!isAsked && !(policy.warmsUp && (step.kind === 'move' || step.kind === 'delete'))) return [];
      const next = steps[index + 1];
      // What is accepted next was generated now: the slot holds it behind the prompt.
      const generated = next && accepts.has(next.kind) ? cached(next.inserted) : [];
      const cost = slot.evaluate(tokensOf(policy.prompt(step, cached, random)), generated);
      return isAsked ? [cost] : [];
    });
  });
}

/** Specials are one token each, which no text has. */
function partTokens(part: PeerPart, tokenize: Tokenize): number[] {
  if ('tokens' in part) return part.tokens;
  return 'text' in part ? tokenize(part.text) : [['prefix', 'suffix', 'middle'].indexOf(part.special) - 3];
}

/** The value that so large a share of `values` does not exceed; 0.5 is the median. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
