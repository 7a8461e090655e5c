import { expect, test } from 'vitest';
import { loadRecordings, type RecordedEvent, type Recording } from './recording.ts';
import { blocks, filesAfter, replay, snapshotAt } from './replay.ts';

const recordings = loadRecordings();

function session(text: string, events: RecordedEvent[]): Recording {
  return {
    name: 'test',
    language: 'typescript',
    origin: { kind: 'written', what: 'a test' },
    seed: 1,
    files: { 'a.ts': text, 'b.ts': 'export const b = 1;\n' },
    open: ['b.ts', 'a.ts'],
    events: [['open', 100, 'a.ts'], ...events],
  };
}

function textAfter(text: string, events: RecordedEvent[]): string | undefined {
  return filesAfter(session(text, events))['a.ts'];
}

test('a typed bracket is closed, split by Enter, and passed', () => {
  expect(
    textAfter('', [
      ['type', 1, 'f'],
      ['pair', 1, '(', ')'],
      ['over', 1, ')'],
      ['pair', 1, '{', '}'],
      ['enter', 1, '  ', '\n'],
      ['type', 1, 'x'],
    ]),
  ).toBe('f(){\n  x\n}');
});

test('a blank line loses its indentation when it is left', () => {
  expect(
    textAfter('  a;', [
      ['move', 1, 4],
      ['enter', 1, '  ', ''],
      ['enter', 1, '  ', ''],
      ['type', 1, 'b'],
    ]),
  ).toBe('  a;\n\n  b');
});

test('an accepted suggestion takes the place of what the editor had closed', () => {
  const events: RecordedEvent[] = [
    ['pair', 1, '(', ')'],
    ['accept', 1, 'x, y);', 1],
  ];
  expect(textAfter('', events)).toBe('(x, y);');
});

test.each<[string, RecordedEvent]>([
  ['past the end', ['move', 1, 99]],
  ['over a character that is not there', ['over', 1, ')']],
  ['before the beginning', ['backspace', 1, 1]],
  ['of a file that is not in it', ['open', 1, 'c.ts']],
])('an event %s is an error, not a guess', (_, event) => {
  expect(() => textAfter('a', [event])).toThrow();
});

test.each(recordings)('$name: each snapshot is the text around the cursor', (recording) => {
  for (const { snapshot, text, offset, path } of replay(recording)) {
    expect(snapshot.uri).toBe(`file:///${path}`);
    expect(snapshot.beforeStart + snapshot.before.length).toBe(offset);
    expect(text.slice(snapshot.beforeStart, offset)).toBe(snapshot.before);
    expect(text.startsWith(snapshot.after, offset)).toBe(true);
  }
});

test('the other tabs come in the order of their last visit', () => {
  const steps = [...replay(session('a', [['open', 1, 'b.ts']]))];
  expect(steps.map(({ openFiles }) => openFiles.map(({ path }) => path))).toEqual([['b.ts'], ['a.ts']]);
});

test('a snapshot of a long file begins at a line border far above', () => {
  const text = Array.from({ length: 900 }, (_, line) => `line ${line};\n`).join('');
  const offset = text.indexOf('line 700;');
  const { before, beforeStart } = snapshotAt('a.ts', text, offset);
  expect(text[beforeStart - 1]).toBe('\n');
  expect(text.slice(beforeStart, offset)).toBe(before);
});

test('a block is what was written at one place, closers and corrections included', () => {
  const recording = session('one();\ntwo();\n', [
    ['move', 1, 6],
    ['enter', 1, '', ''],
    ['type', 1, 'c'],
    ['type', 1, 'x'],
    ['backspace', 1, 1],
    ['pair', 1, '(', ')'],
    ['over', 1, ')'],
    ['move', 1, 0],
    ['delete', 1, 3],
    ['type', 1, '1'],
  ]);
  expect([...blocks(recording)]).toMatchObject([
    { offset: 6, text: '\nc()', textBefore: 'one();\ntwo();\n' },
    { offset: 0, text: '1', textBefore: '();\nc()\ntwo();\n' },
  ]);
});

test.each(recordings)('$name: its blocks, put where they belong, are what was written', (recording) => {
  const texts = filesAfter(recording);
  const found = [...blocks(recording)];
  expect(found.length).toBeGreaterThan(3);
  for (const [path, after] of Object.entries(texts)) {
    const last = found.findLast((block) => block.path === path);
    if (!last) continue;
    const { textBefore, offset, text } = last;
    // Nothing but a removal may follow the last block of a file.
    const written = textBefore.slice(0, offset) + text + textBefore.slice(offset);
    expect(written.length).toBeGreaterThanOrEqual(after.length);
    expect(written).toContain(text);
  }
});

test('a burst stays the same while one block is written', () => {
  const recording = session('a;\nb;\n', [
    ['move', 1, 2],
    ['enter', 1, '', ''],
    ['type', 1, 'c'],
    ['move', 1, 0],
    ['type', 1, 'd'],
  ]);
  expect([...replay(recording)].map(({ burst }) => burst.before)).toEqual(['', 'a;', 'a;', 'a;', '', '']);
});
