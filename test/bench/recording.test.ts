import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { record, type Change } from '../../tools/recordTyping/session.ts';
import { programOf } from '../../tools/recordTyping/sources.ts';
import { formatRecording, loadRecordings, parseRecording, recordingsFolder } from './recording.ts';
import { filesAfter } from './replay.ts';

const recordings = loadRecordings();
const programs = join(import.meta.dirname, '../../tools/recordTyping/programs');

test('there are sessions in every language that the bench speaks of', () => {
  const counts: Record<string, number> = {};
  for (const { language } of recordings) counts[language] = (counts[language] ?? 0) + 1;
  expect(recordings.length).toBeGreaterThanOrEqual(14);
  expect(counts).toMatchObject({
    typescript: expect.toSatisfy((count: number) => count >= 5) as number,
    python: 2,
    go: 2,
    java: 2,
    cpp: 2,
    html: 1,
  });
});

test.each(recordings)('$name is stored as the recorder writes it', (recording) => {
  const stored = readFileSync(join(recordingsFolder, `${recording.name}.json`), 'utf8');
  expect(formatRecording(recording)).toBe(stored);
});

test.each(recordings)('$name: the same change and seed give the same bytes again', (recording) => {
  const { events: _, ...change } = recording;
  const edited = [...new Set(recording.events.flatMap((event) => (event[0] === 'open' ? [event[2]] : [])))];
  const texts = filesAfter(recording);
  const after = Object.fromEntries(edited.map((path) => [path, texts[path] ?? '']));
  expect(formatRecording(record({ ...change, after }))).toBe(formatRecording(recording));
});

test.each(recordings)('$name types, deletes, accepts, and comes back to a file', ({ events }) => {
  const kinds = events.map(([kind]) => kind);
  for (const kind of ['type', 'enter', 'accept', 'backspace', 'move'] as const) expect(kinds).toContain(kind);
  const opened = events.flatMap((event) => (event[0] === 'open' ? [event[2]] : []));
  expect(opened.length).toBeGreaterThan(new Set(opened).size);
  expect(events.length).toBeGreaterThan(150);
});

test.each(recordings.filter(({ origin }) => origin.kind === 'written'))(
  '$name replays to the program that was to be written',
  (recording) => {
    const change = programOf(recording.name, readFileSync(join(programs, `${recording.name}.txt`), 'utf8'));
    expect(recording.files).toEqual(change.files);
    expect(filesAfter(recording)).toMatchObject(change.after);
  },
);

test('editors close brackets, and typists pass what is closed', () => {
  const kinds = recordings.flatMap(({ events }) => events.map(([kind]) => kind));
  expect(kinds.filter((kind) => kind === 'pair').length).toBeGreaterThan(60);
  expect(kinds.filter((kind) => kind === 'over').length).toBeGreaterThan(10);
});

test.each([
  ['an unknown event', { events: [['jump', 10, 3]] }],
  ['a pause that is no whole number', { events: [['type', 0.5, 'a']] }],
  ['a key without a character', { events: [['type', 10, '']] }],
  ['an argument too many', { events: [['backspace', 10, 1, 1]] }],
  ['an unknown language', { language: 'cobol' }],
  ['a field that nothing reads', { author: 'me' }],
])('%s is refused', (_, wrong) => {
  expect(() => parseRecording({ ...recordings[0], ...wrong })).toThrow();
});

const small: Change = {
  name: 'small',
  language: 'typescript',
  origin: { kind: 'written', what: 'a test' },
  seed: 5,
  files: { 'a.ts': 'export const one = 1;\n\nexport const three = 3;\n' },
  open: ['a.ts'],
  after: {
    'a.ts': [
      'export const one = first({ kind: "one", of: [1, 2] });',
      '',
      'export function two(): number {',
      '  if (one > 2) {',
      "    return call(one, 'two', `${one}`);",
      '  }',
      '',
      '  return 2;',
      '}',
      '',
      'export const three = 3;',
      '',
    ].join('\n'),
  },
};

test.each(Array.from({ length: 40 }, (_, seed) => seed))('seed %i ends at what was to be written', (seed) => {
  expect(filesAfter(record({ ...small, seed }))).toEqual(small.after);
});

test('another seed gives other events', () => {
  expect(record({ ...small, seed: 1 }).events).not.toEqual(record({ ...small, seed: 2 }).events);
});
