import { expect, test } from 'vitest';
import { AcceptanceTracker, type Offer } from './acceptance.ts';

const uri = 'file:///a.ts';
const offer: Offer = { uri, offset: 10, text: 'first second();', languageId: 'typescript', model: 'qwen' };

function setUp() {
  const noted: unknown[] = [];
  const timers = new Set<() => void>();
  const tracker = new AcceptanceTracker({
    statistics: {
      noteAccepted: ({ characters }) => noted.push(['accepted', characters]),
      notePartAccepted: (characters) => noted.push(['part', characters]),
      noteKept: ({ characters, kept }) => noted.push(['kept', kept, 'of', characters]),
    },
    today: () => '2026-03-31',
    later: (_ms, run) => {
      timers.add(run);
      return { dispose: () => void timers.delete(run) };
    },
  });
  const wait = (): void => {
    for (const run of timers) run();
    timers.clear();
  };
  /** The document as the tracker hears of it. */
  const insert = (offset: number, text: string, removed = 0): void =>
    tracker.noteChanges(uri, [{ offset, removed, text }]);
  return { tracker, noted, timers, wait, insert };
}

test('a whole suggestion, half of it deleted later', () => {
  const { tracker, noted, wait, insert } = setUp();
  tracker.noteOffers([offer]);
  insert(10, offer.text);
  tracker.noteAccepted(offer);
  insert(0, 'import x;\n');
  tracker.noteChanges('file:///other.ts', [{ offset: 0, removed: 50, text: '' }]);
  insert(20, '', 6);
  expect(noted).toEqual([['accepted', 15]]);
  wait();
  expect(noted.at(-1)).toEqual(['kept', 9, 'of', 15]);
});

test('word by word, then the rest: no character counts twice', () => {
  const { tracker, noted, wait, insert } = setUp();
  tracker.noteOffers([offer]);
  insert(10, 'first ');
  insert(16, 'second');
  insert(22, '();');
  tracker.noteAccepted(offer);
  wait();
  expect(noted).toEqual([
    ['part', 6],
    ['part', 6],
    ['accepted', 3],
    ['kept', 6, 'of', 6],
    ['kept', 6, 'of', 6],
    ['kept', 3, 'of', 3],
  ]);
});

test('a part of an alternative counts too', () => {
  const { tracker, noted, insert } = setUp();
  tracker.noteOffers([offer, { ...offer, text: 'other words' }]);
  insert(10, 'other ');
  expect(noted).toEqual([['part', 6]]);
});

test.each<[string, number, string, number]>([
  ['a key', 10, 'f', 0],
  ['a text at another place', 11, 'first ', 0],
  ['another text', 10, 'firm', 0],
  ['a text over another', 10, 'first ', 2],
])('%s is no part', (_name, offset, text, removed) => {
  const { tracker, noted, insert } = setUp();
  tracker.noteOffers([offer]);
  insert(offset, text, removed);
  expect(noted).toEqual([]);
});

test('neither a pair of brackets nor an indented new line is a part', () => {
  const { tracker, noted, insert } = setUp();
  tracker.noteOffers([{ ...offer, text: '() => {\n    return;' }]);
  insert(10, '()');
  tracker.noteOffers([{ ...offer, text: '\n    return;' }]);
  insert(10, '\n    ');
  expect(noted).toEqual([]);
});

test('what one types moves the offer along', () => {
  const { tracker, noted, insert } = setUp();
  tracker.noteOffers([offer]);
  for (const [i, key] of 'first'.split('').entries()) insert(10 + i, key);
  insert(15, ' second');
  expect(noted).toEqual([['part', 7]]);
});

test('changes at two places are no part, and move what was accepted', () => {
  const { tracker, noted, wait } = setUp();
  tracker.noteAccepted(offer);
  tracker.noteOffers([{ ...offer, offset: 40 }]);
  tracker.noteChanges(uri, [
    { offset: 0, removed: 2, text: 'abc' },
    { offset: 12, removed: 3, text: '' },
  ]);
  wait();
  expect(noted).toEqual([
    ['accepted', 15],
    ['kept', 12, 'of', 15],
  ]);
});

test('nothing runs after its end', () => {
  const { tracker, timers } = setUp();
  tracker.noteAccepted(offer);
  tracker.dispose();
  expect(timers.size).toBe(0);
});

test('after a reset of the statistics nothing that was accepted before is counted as kept', () => {
  const { tracker, noted, wait, insert } = setUp();
  tracker.noteOffers([offer]);
  insert(10, offer.text);
  tracker.noteAccepted(offer);
  tracker.clear();
  wait();
  expect(noted).toEqual([['accepted', 15]]);
});
