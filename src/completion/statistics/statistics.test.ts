import { expect, test } from 'vitest';
import type { Log } from '../../base/log.ts';
import { emptyTrace, silence, type Outcome, type Trace } from '../outcome.ts';
import { CompletionStatistics, daysBefore, type StatisticsStore } from './statistics.ts';

const day = '2026-03-31';

class FakeStore implements StatisticsStore {
  readonly values = new Map<string, unknown>();
  writes = 0;
  get(key: string): unknown {
    return this.values.get(key);
  }
  async update(key: string, value: unknown): Promise<void> {
    this.writes++;
    this.values.set(key, JSON.parse(JSON.stringify(value)));
  }
}

function setUp(store: StatisticsStore = new FakeStore()) {
  const pending: (() => void)[] = [];
  const warnings: string[] = [];
  const log: Log = { debug() {}, info() {}, error() {}, warn: (message) => void warnings.push(message) };
  const later = (_ms: number, run: () => void) => {
    pending.push(run);
    return { dispose: () => void pending.splice(pending.indexOf(run), 1) };
  };
  const statistics = new CompletionStatistics({ store, log, later });
  const runTimers = (): void => pending.splice(0).forEach((run) => run());
  return { statistics, pending, warnings, runTimers };
}

function suggestion(rawText: string, source: 'model' | 'typeThrough' | 'cache', more: Partial<Trace> = {}): Outcome {
  const trace = { ...emptyTrace(), model: 'qwen', rawText, totalMs: 120, ...more };
  return { kind: 'suggestion', text: rawText, replaceAfter: 0, source, trace };
}
const asked = { promptTokens: 100, reusedTokens: 98, evaluatedTokens: 2 };

test('a suggestion counts once, however long one types through it', () => {
  const { statistics } = setUp();
  statistics.noteOutcome(suggestion('foo(bar)', 'model', asked), 'typescript', day);
  statistics.noteOutcome(suggestion('foo(bar)', 'typeThrough'), 'typescript', day);
  statistics.noteOutcome(suggestion('foo(bar)', 'cache'), 'typescript', day);
  statistics.noteOutcome(suggestion('written ahead', 'cache'), 'python', day);
  const { today } = statistics.periods(day);
  expect(today).toMatchObject({ shown: 2, tokensReused: 98, tokensEvaluated: 2 });
  expect(today.languages).toEqual([
    { name: 'typescript', shown: 1, accepted: 0 },
    { name: 'python', shown: 1, accepted: 0 },
  ]);
  expect(today.evaluated.slice(0, 4)).toEqual([0, 0, 1, 0]);
});

test('silences count by their reason, and what the model read for them counts too', () => {
  const { statistics } = setUp();
  statistics.noteOutcome(silence('empty', { ...emptyTrace(), ...asked }), 'go', day);
  statistics.noteOutcome(silence('empty'), 'go', day);
  statistics.noteOutcome(silence('aborted'), 'go', day);
  const { today } = statistics.periods(day);
  expect(today.silences).toEqual([
    { reason: 'empty', times: 2 },
    { reason: 'aborted', times: 1 },
  ]);
  expect(today).toMatchObject({ shown: 0, tokensEvaluated: 2 });
});

test('accepted characters and what is left of them', () => {
  const { statistics } = setUp();
  statistics.noteAccepted({ characters: 20, languageId: 'go', model: 'qwen' }, day);
  statistics.notePartAccepted(5, day);
  statistics.noteKept({ characters: 20, kept: 18 }, day);
  expect(statistics.periods(day).today).toMatchObject({
    accepted: 1,
    charactersAccepted: 25,
    charactersChecked: 20,
    charactersKept: 18,
    models: [{ name: 'qwen', shown: 0, accepted: 1 }],
  });
});

test('periods hold today, seven days and thirty, and older days fall out', () => {
  const store = new FakeStore();
  const { statistics } = setUp(store);
  for (const ago of [0, 6, 7, 29, 30, 31]) statistics.notePartAccepted(1, daysBefore(day, ago));
  const { today, week, month } = statistics.periods(day);
  expect([today, week, month].map(({ charactersAccepted }) => charactersAccepted)).toEqual([1, 2, 4]);
  statistics.dispose();
  expect(JSON.stringify([...store.values.values()])).not.toContain(daysBefore(day, 30));
});

test('days go over the ends of months and years', () => {
  expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28');
  expect(daysBefore('2026-01-01', 1)).toBe('2025-12-31');
});

test('many events are written once, later, and the rest at the end', () => {
  const store = new FakeStore();
  const { statistics, runTimers, pending } = setUp(store);
  for (let i = 0; i < 100; i++) statistics.notePartAccepted(1, day);
  expect(store.writes).toBe(0);
  runTimers();
  expect(store.writes).toBe(1);
  statistics.notePartAccepted(1, day);
  statistics.dispose();
  expect(store.writes).toBe(2);
  expect(pending).toEqual([]);
  expect(setUp(store).statistics.periods(day).today.charactersAccepted).toBe(101);
});

test('two windows add to each other', () => {
  const store = new FakeStore();
  const [a, b] = [setUp(store), setUp(store)];
  a.statistics.notePartAccepted(1, day);
  b.statistics.notePartAccepted(2, day);
  a.runTimers();
  b.runTimers();
  expect(a.statistics.periods(day).today.charactersAccepted).toBe(3);
});

test.each([
  ['another shape', { version: 1, days: 'none' }],
  ['a number below zero', { version: 1, days: [[day, { shown: -1 }]] }],
  ['another version', { version: 2, days: [] }],
  ['no object', 'x'],
])('a damaged store (%s) starts anew, and the log says so once', (_name, stored) => {
  const store = new FakeStore();
  const { statistics, warnings, runTimers } = setUp(store);
  store.values.set('hearth.completionStatistics', stored);
  statistics.notePartAccepted(3, day);
  expect(statistics.periods(day).month.charactersAccepted).toBe(3);
  runTimers();
  expect(setUp(store).statistics.periods(day).month.charactersAccepted).toBe(3);
  expect(warnings).toEqual(['the stored completion statistics are damaged: they start anew']);
});

test('a store that cannot be written is said in the log', async () => {
  const store: StatisticsStore = { get: () => undefined, update: () => Promise.reject(new Error('disk full')) };
  const { statistics, warnings } = setUp(store);
  statistics.notePartAccepted(1, day);
  statistics.dispose();
  await Promise.resolve();
  await Promise.resolve();
  expect(warnings.join()).toContain('disk full');
});

test('a reset forgets what is stored and what is not yet', () => {
  const store = new FakeStore();
  const { statistics, runTimers, pending } = setUp(store);
  statistics.notePartAccepted(1, day);
  runTimers();
  statistics.notePartAccepted(1, day);
  statistics.reset();
  expect(pending).toEqual([]);
  expect(statistics.periods(day).month.charactersAccepted).toBe(0);
});

test('no source text is stored', () => {
  const store = new FakeStore();
  const { statistics } = setUp(store);
  statistics.noteOutcome(suggestion('secretWord', 'model', asked), 'typescript', day);
  statistics.dispose();
  expect(JSON.stringify([...store.values])).not.toContain('secretWord');
});
