import { expect, test } from 'vitest';
import { Anchor, budgetFor } from './anchor.ts';
import { at } from './testing/at.ts';

const countTokens = async (texts: string[]): Promise<number[]> => texts.map((text) => Math.ceil(text.length / 4));
const budget = budgetFor(1024, 128, false);
const document = (typed: string, after = '\n}\n'): string => `one\ntwo\nthree\nfour\nfive\n${typed}█${after}`;

test('the anchor stands three whole lines above the cursor', async () => {
  const anchor = await Anchor.place(at(document('si')), budget, countTokens);
  expect(anchor.textFor(at(document('si')))).toEqual({
    head: 'one\ntwo\n',
    tail: '\n}\n',
    typed: 'three\nfour\nfive\nsi',
  });
});

test('typing, a new line and a deletion behind it keep it, an edit above it or after the cursor does not', async () => {
  const anchor = await Anchor.place(at(document('si')), budget, countTokens);
  for (const typed of ['six', 'six;\nseven', 's', '']) {
    expect(anchor.textFor(at(document(typed)))).toMatchObject({ head: 'one\ntwo\n', tail: '\n}\n' });
  }
  expect(anchor.textFor(at(document('si').replace('one', 'One')))).toBeNull();
  expect(anchor.textFor(at(document('si', '\n})\n')))).toBeNull();
  expect(anchor.textFor({ ...at(document('si')), uri: 'file:///b.ts' })).toBeNull();
});

test('brackets that the editor closes do not move it', async () => {
  const anchor = await Anchor.place(at(document('f')), budget, countTokens);
  expect(anchor.textFor(at(document('f(', ')\n}\n')))).toMatchObject({ typed: 'three\nfour\nfive\nf(' });
  expect(anchor.textFor(at(document('f([', '])\n}\n')))).not.toBeNull();
});

test('at the end of a file it does not take what stands further up for the end', async () => {
  for (const [end, tail] of [
    ['', ''],
    ['\n', '\n'],
  ] as const) {
    const atEnd = at(`one\n█${end}`);
    const anchor = await Anchor.place(atEnd, budget, countTokens);
    expect(anchor.textFor(atEnd)).toMatchObject({ tail });
    expect(anchor.textFor(at(`one\n█${end}const more = 1;\n`))).toBeNull();
  }
});

test('what stands after it at first takes half of its room at most, in tokens', async () => {
  const rare = 'ж'.repeat(60);
  const dense = async (texts: string[]): Promise<number[]> => texts.map((text) => text.length * 2);
  const anchor = await Anchor.place(at(`${`${rare}\n`.repeat(8)}${rare}█\n`), budget, dense);
  const typed = anchor.textFor(at(`${`${rare}\n`.repeat(8)}${rare}█\n`))?.typed ?? '';
  expect(typed.length * 2).toBeLessThanOrEqual(budget.typed / 2);
});

test('a window that begins later in the document keeps it', async () => {
  const snapshot = at(document('si'));
  const anchor = await Anchor.place(snapshot, budget, countTokens);
  const text = { head: 'one\ntwo\n', tail: '\n}\n', typed: 'three\nfour\nfive\nsi' };
  const withPreamble = { ...snapshot, before: `zero\n${snapshot.before}`, beforeStart: -5 };
  expect(anchor.textFor(withPreamble)).toEqual(text);
});

test('prefix and suffix are cut at line borders, to what the model can take', async () => {
  const long = `${'a line of forty characters, all of them\n'.repeat(500)}█\n${'another line of text below\n'.repeat(500)}`;
  const anchor = await Anchor.place(at(long), budget, countTokens);
  const text = anchor.textFor(at(long));
  const tokens = await countTokens([text?.head ?? '', text?.tail ?? '', text?.typed ?? '']);
  expect(tokens[0]).toBeLessThanOrEqual(budget.head);
  expect(tokens[0]).toBeGreaterThan(budget.head - 20);
  expect(tokens[1]).toBeLessThanOrEqual(budget.tail);
  expect(text?.head).toMatch(/^a line/);
  expect(text?.tail.endsWith('\n')).toBe(true);
  expect(budget.head + budget.tail + budget.typed + 128).toBeLessThan(1024);
});

test('a file that is one very long line is cut inside it', async () => {
  const minified = `${'x'.repeat(50_000)}█${'y'.repeat(50_000)}`;
  const anchor = await Anchor.place(at(minified), budget, countTokens);
  const text = anchor.textFor(at(minified));
  expect(text?.typed.length).toBe(300);
  expect(text?.head.length).toBeLessThanOrEqual(budget.head);
  expect(text?.tail).toBe('');
});
