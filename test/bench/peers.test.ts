import { expect, test } from 'vitest';
import { percentile, policies, tokensPerKey, type PeerPart } from './peers.ts';
import { Random } from '../../tools/recordTyping/random.ts';
import type { RecordedEvent, Recording } from './recording.ts';
import { replay, type Step } from './replay.ts';

const names = Array.from({ length: 300 }, (_, index) => `const value${index} = compute(${index});\n`);
const middle = names.slice(0, 150).join('').length;

/** A token per word, sign or space; the same text is the same token. */
const ids = new Map<string, number>();
const tokenize = (text: string): number[] =>
  (text.match(/\w+|\s+|[^\w\s]/g) ?? []).map((word) => {
    if (!ids.has(word)) ids.set(word, ids.size);
    return ids.get(word) ?? 0;
  });

/** Typing in the middle of 300 lines, with two other tabs. */
function session(events: RecordedEvent[]): Recording {
  const other = Array.from({ length: 12 }, (_, index) => `export function helper${index}() {}\n`).join('');
  return {
    name: 'test',
    language: 'typescript',
    origin: { kind: 'written', what: 'a test' },
    seed: 3,
    files: { 'a.ts': names.join(''), 'b.ts': other, 'c.ts': 'export type Shape = { side: number };\n' },
    open: ['a.ts', 'b.ts', 'c.ts'],
    events: [['open', 1, 'a.ts'], ['move', 1, middle], ...events],
  };
}

const word: RecordedEvent[] = Array.from('a b c d e f g h', (char) => ['type', 100, char]);
const withEnter: RecordedEvent[] = [...word, ['enter', 100, '', ''], ...word];

function policy(name: string): (typeof policies)[number] {
  const found = policies.find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`no policy ${name}`);
  return found;
}

/** What the keys after the first one cost. */
function costs(name: string, events: RecordedEvent[]): number[] {
  return tokensPerKey([session(events)], policy(name), tokenize).slice(1);
}

function promptOf(name: string, events: RecordedEvent[], seed = 1): { step: Step; parts: PeerPart[] } {
  const step = [...replay(session(events))].at(-1);
  if (!step) throw new Error('no step');
  return { step, parts: policy(name).prompt(step, tokenize, new Random(seed)) };
}

const countOf = (parts: PeerPart[]): number =>
  parts.reduce(
    (sum, part) => sum + ('tokens' in part ? part.tokens.length : 'text' in part ? tokenize(part.text).length : 1),
    0,
  );

test.each(policies)('$name: the first key costs the whole prompt, and keys follow from what was sent alone', (one) => {
  const first = tokensPerKey([session(withEnter)], one, tokenize);
  expect(tokensPerKey([session(withEnter)], one, tokenize)).toEqual(first);
  expect(first).toHaveLength(withEnter.length);
  if (!one.warmsUp) expect(first[0]).toBe(countOf(one.prompt(stepAt(2), tokenize, new Random(3))));
});

function stepAt(index: number): Step {
  const step = [...replay(session(withEnter))][index];
  if (!step) throw new Error('no step');
  return step;
}

test('node-llama-cpp sends the whole rest of the file at each key', () => {
  const after = tokenize(names.slice(150).join('')).length;
  expect(Math.min(...costs('node-llama-cpp', word))).toBeGreaterThan(after);
});

test('llm-vscode fills its window and never more', () => {
  expect(countOf(promptOf('llm-vscode', word).parts)).toBeLessThanOrEqual(2048);
  expect(countOf(promptOf('llm-vscode', word).parts)).toBeGreaterThan(2000);
});

test('Continue orders definitions anew at each request', () => {
  const events: RecordedEvent[] = Array.from('helper1 helper2 helper3 helper4', (char) => ['type', 100, char]);
  const recording = session(events);
  recording.files['b.ts'] = Array.from(
    { length: 12 },
    (_, at) => `export function helper${at}() {\n${'  work();\n'.repeat(60)}}\n`,
  ).join('');
  const step = [...replay(recording)].at(-1);
  const prompts = [1, 2, 3, 4, 5, 6].map((seed) =>
    JSON.stringify(step && policy('Continue').prompt(step, tokenize, new Random(seed))),
  );
  expect(new Set(prompts).size).toBeGreaterThan(1);
});

test('Tabby keeps the last 1,536 characters, so that every key moves the beginning', () => {
  const long = session(word);
  long.files['a.ts'] = names.join('').replaceAll(';', ', "and some more words");');
  const step = [...replay(long)].at(-1);
  const parts = step ? policy('Tabby').prompt(step, tokenize, new Random(1)) : [];
  const characters = parts.reduce((sum, part) => sum + ('text' in part ? part.text.length : 0), 0);
  expect(characters).toBeLessThanOrEqual(1536);
  expect(Math.min(...tokensPerKey([long], policy('Tabby'), tokenize))).toBeGreaterThan(300);
});

test('llama.vscode pays the suffix at each key, a quarter of a batch, and the shifted prefix costs nothing', () => {
  const keys = costs('llama.vscode', word);
  expect(Math.max(...keys)).toBeLessThanOrEqual(262);
  expect(Math.min(...keys)).toBeGreaterThan(240);
});

test('Twinny pays its suffix at each key and everything at each Enter', () => {
  const keys = costs('Twinny', withEnter);
  const enter = keys[word.length - 1] ?? 0;
  expect(percentile(keys, 0.5)).toBeLessThan(200);
  expect(enter).toBeGreaterThan(800);
});

test('a block-anchored prefix pays its suffix, at Enter too', () => {
  const keys = costs('block-anchored', withEnter);
  expect(Math.max(...keys)).toBeLessThan(260);
  expect(Math.min(...keys)).toBeGreaterThan(100);
});

test('suffix first, a key costs itself and the middle token', () => {
  expect(Math.max(...costs('anchored, suffix first', withEnter))).toBeLessThanOrEqual(3);
});

test('typed text after the middle token, a key costs itself', () => {
  expect(Math.max(...costs('anchored, typed text', withEnter))).toBeLessThanOrEqual(2);
});

test('after the middle token an accepted suggestion costs one token, since it was generated there', () => {
  const accept: RecordedEvent[] = [...word, ['accept', 400, ' const total = sum(values) + rest;', 0]];
  expect(costs('anchored, typed text', accept).at(-1)).toBe(1);
  expect(costs('Twinny', accept).at(-1)).toBeGreaterThan(100);
});

test('percentiles are values that occur', () => {
  expect(percentile([5, 1, 3], 0.5)).toBe(3);
  expect(percentile([5, 1, 3, 2], 0.95)).toBe(5);
  expect(percentile([], 0.5)).toBe(0);
});
