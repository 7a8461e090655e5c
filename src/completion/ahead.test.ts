import { expect, test } from 'vitest';
import { fakeRuntime, type FakeRuntime } from '../runtimes/testing/fakeRuntime.ts';
import type { CompletionEngine } from './engine.ts';
import type { Outcome } from './outcome.ts';
import { at } from './testing/at.ts';
import { heldSleep, never, oracle, testEngine, testOptions } from './testing/engine.ts';

const program = `function sum(list) {
  let total = 0;
  for (const one of list) {
    total += one;
  }
  return total;
}
`;

type Typist = {
  runtime: FakeRuntime;
  engine: CompletionEngine;
  /** Asks with the cursor behind so much of the program. */
  see: (before: string) => Promise<Outcome>;
  release: () => Promise<void>;
};

function typist(): Typist {
  const runtime = fakeRuntime({ answers: oracle(program) });
  const held = heldSleep();
  const engine = testEngine(runtime, { sleep: held.sleep, now: () => 0 });
  return {
    runtime,
    engine,
    see: (before) => engine.suggest(at(`${before}█`), testOptions, never),
    release: held.release,
  };
}

test('while a suggestion is read, what follows it is written; after Tab and Enter it is there without a call', async () => {
  const { runtime, see, release } = typist();
  expect(await see('function sum(list) {\n  ')).toMatchObject({ text: 'let total = 0;' });
  await release();
  expect(runtime.requests).toHaveLength(2);
  // Two suggestions in one call: the next, and the one after it.
  const loop = 'for (const one of list) {\n    total += one;\n  }';
  expect(await see('function sum(list) {\n  let total = 0;\n  ')).toMatchObject({ text: loop, source: 'typeThrough' });
  expect(await see(`function sum(list) {\n  let total = 0;\n  ${loop}\n  `)).toMatchObject({ text: 'return total;' });
  expect(runtime.requests).toHaveLength(2);
});

test('right after Tab took a whole statement nothing is suggested, unless the user asks', async () => {
  const { runtime, engine, see, release } = typist();
  await see('function sum(list) {\n  ');
  await release();
  const taken = 'function sum(list) {\n  let total = 0;';
  expect(await see(taken)).toMatchObject({ kind: 'none', reason: 'statementEnded' });
  const asked = await engine.suggest(at(`${taken}█`, 'manual'), testOptions, never);
  expect(asked).toMatchObject({ text: '\n  for (const one of list) {\n    total += one;\n  }' });
  expect(runtime.requests).toHaveLength(2);
});

test('a suggestion that does not end a statement has its next one at once after Tab', async () => {
  const runtime = fakeRuntime({ answers: oracle('if (a) {\n  b();\n}\nc();\n') });
  const held = heldSleep();
  const engine = testEngine(runtime, { sleep: held.sleep });
  const line = { ...testOptions, length: 'line' as const };
  expect(await engine.suggest(at('█'), line, never)).toMatchObject({ text: 'if (a) {' });
  await held.release();
  expect(await engine.suggest(at('if (a) {█'), line, never)).toMatchObject({ text: '\n  b();', source: 'cache' });
  expect(runtime.requests).toHaveLength(2);
});

test('a block whose first line is taken alone shows the rest of it, without a call', async () => {
  const { runtime, see } = typist();
  const head = 'function sum(list) {\n  let total = 0;\n  ';
  expect(await see(head)).toMatchObject({ text: 'for (const one of list) {\n    total += one;\n  }' });
  const rest = await see(`${head}for (const one of list) {`);
  expect(rest).toMatchObject({ text: '\n    total += one;\n  }', source: 'typeThrough' });
  expect(await see(`${head}for (const one of list) {\n    `)).toMatchObject({ text: 'total += one;\n  }' });
  expect(runtime.requests).toHaveLength(1);
});

test('an editor that indents in its own way keeps what is left of the suggestion', async () => {
  const { see } = typist();
  const head = 'function sum(list) {\n  let total = 0;\n  ';
  await see(head);
  expect(await see(`${head}for (const one of list) {\n\t`)).toMatchObject({ text: 'total += one;\n  }' });
});

test('the next key comes first: what would have been written ahead is not asked for', async () => {
  const { runtime, see, release } = typist();
  await see('function sum(list) {\n  ');
  await see('function sum(list) {\n  l');
  await see('function sum(list) {\n  le');
  expect(runtime.requests).toHaveLength(1);
  await release();
  expect(runtime.requests).toHaveLength(2);
});

test('a key that goes another way ends what is being written ahead', async () => {
  const runtime = fakeRuntime({ answers: ['const a = 1;', 'x '.repeat(50), 'z;'], msPerPiece: 20 });
  const engine = testEngine(runtime);
  await engine.suggest(at('█'), testOptions, never);
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect([runtime.requests.length, runtime.open()]).toEqual([2, 1]);
  expect(await engine.suggest(at('other█'), testOptions, never)).toMatchObject({ text: 'z;' });
  expect(runtime.aborted()).toBeGreaterThan(0);
});

test('moving the anchor is paid for while the user idles, once, and never before the model is in use', async () => {
  const runtime = fakeRuntime({ answers: ['a();'] });
  const engine = testEngine(runtime, { sleep: heldSleep().sleep });
  const place = at('let x = 1;\n█');
  expect(await engine.warmUp(place, never)).toBe(0);
  expect(runtime.requests).toHaveLength(0);
  await engine.suggest(at('one█'), testOptions, never);
  expect(await engine.warmUp(at('somewhere else\n'.repeat(9) + '█\n'), never)).toBe(1);
  expect(await engine.warmUp(at('somewhere else\n'.repeat(9) + '█\n'), never)).toBe(0);
  expect(runtime.requests.map(({ maxTokens }) => maxTokens)).toEqual([128, 0]);
});

test('one who takes a suggestion while the next are being written waits for the next one alone', async () => {
  const runtime = fakeRuntime({
    answers: ['a1 = one(1);', '\nb2 = two(2);\nc3 = three(3);\nd4 = four(4);'],
    msPerPiece: 25,
  });
  const engine = testEngine(runtime);
  await engine.suggest(at('█'), testOptions, never);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(runtime.open()).toBe(1);
  const next = await engine.suggest(at('a1 = one(1);\n█'), testOptions, never);
  expect(next).toMatchObject({ text: 'b2 = two(2);', source: 'adopted' });
  expect([runtime.requests.length, runtime.open()]).toEqual([2, 0]);
});

test('a bracket that the editor has closed is typed over, and the suggestion goes on', async () => {
  const runtime = fakeRuntime({ answers: ['x).then(y);', 'other'] });
  const engine = testEngine(runtime, { sleep: heldSleep().sleep });
  expect(await engine.suggest(at('foo(█)\nrest();\n'), testOptions, never)).toMatchObject({ replaceAfter: 1 });
  const over = await engine.suggest(at('foo(x)█\nrest();\n'), testOptions, never);
  expect(over).toMatchObject({ text: '.then(y);', source: 'typeThrough', replaceAfter: 0 });
  expect(runtime.requests).toHaveLength(1);
  expect(JSON.stringify(runtime.requests[0]?.prompt)).not.toContain(')\\nrest');
});

test('a text that the model was not let finish ends with its last whole line or word', async () => {
  const runtime = fakeRuntime({ answers: ['if (x) {\n  const a = b;\n  const resu'], ended: 'length' });
  const engine = testEngine(runtime, { sleep: heldSleep().sleep });
  expect(await engine.suggest(at('█'), testOptions, never)).toMatchObject({ text: 'if (x) {\n  const a = b;' });
  const word = fakeRuntime({ answers: ['const message = translate(langu'], ended: 'length' });
  const other = testEngine(word, { sleep: heldSleep().sleep });
  expect(await other.suggest(at('█'), testOptions, never)).toMatchObject({ text: 'const message = translate(' });
});

test('of several suggestions in memory one is shown, however long ago they were written', async () => {
  const { engine, see, release } = typist();
  await see('function sum(list) {\n  ');
  await release();
  for (let other = 0; other < 10; other++) await engine.suggest(at(`let other${other} █`), testOptions, never);
  const again = await engine.suggest(at('function sum(list) {\n  let total = 0;█', 'manual'), testOptions, never);
  expect(again).toMatchObject({ text: '\n  for (const one of list) {\n    total += one;\n  }' });
});
