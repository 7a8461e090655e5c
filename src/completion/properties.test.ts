import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeRuntime } from '../runtimes/testing/fakeRuntime.ts';
import { rules, type RuleName } from './filters/filter.ts';
import type { Outcome } from './outcome.ts';
import { at } from './testing/at.ts';
import { heldSleep, never, testEngine, testOptions } from './testing/engine.ts';

const fragment = fc.constantFrom(
  'foo',
  '(',
  ')',
  ' ',
  '\n',
  '  ',
  '{',
  '}',
  ';',
  'if (x) {',
  '\n  ',
  'return',
  '"',
  "'",
  ',',
  'é',
  '\u202E',
  '=>',
  '\t',
);
const code = fc.array(fragment, { maxLength: 14 }).map((parts) => parts.join(''));
const place = fc.record({ before: code, after: code, answer: code, length: fc.constantFrom('line', 'block') });

async function outcomeOf(
  { before, after, answer, length }: { before: string; after: string; answer: string; length: string },
  msPerPiece?: number,
): Promise<Outcome> {
  const pace = msPerPiece === undefined ? {} : { msPerPiece };
  const runtime = fakeRuntime({ answers: [answer], pieces: (text) => text.match(/.{1,3}/gsu) ?? [], ...pace });
  const options = { ...testOptions, length: length === 'line' ? ('line' as const) : ('block' as const) };
  return testEngine(runtime, { sleep: heldSleep().sleep }).suggest(at(`${before}█${after}`), options, never);
}

test('what is shown is a beginning of what the model wrote, and replaces only what the rest of the line holds', async () => {
  await fc.assert(
    fc.asyncProperty(place, async (given) => {
      const outcome = await outcomeOf(given);
      if (outcome.kind === 'none') return;
      const { text, replaceAfter, trace } = outcome;
      // No rule edits: each of them shortens the end, sets the range, or refuses.
      expect(trace.rawText.startsWith(text)).toBe(true);
      for (const name of trace.rules) expect(Object.keys(rules)).toContain(name as RuleName);
      const restOfLine = given.after.split('\n', 1)[0] ?? '';
      expect(replaceAfter).toBeLessThanOrEqual(restOfLine.length);
      const applied = given.before + text + given.after.slice(replaceAfter);
      expect(applied.startsWith(given.before)).toBe(true);
      expect(applied.endsWith(given.after.slice(replaceAfter))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('the same session at three speeds of the model shows the same texts', async () => {
  const keys = fc.array(fragment, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(place, keys, async (given, typed) => {
      const sessions = [];
      for (const msPerPiece of [undefined, 1, 4]) {
        const runtime = fakeRuntime({
          answers: () => given.answer,
          pieces: (text) => text.match(/.{1,3}/gsu) ?? [],
          ...(msPerPiece === undefined ? {} : { msPerPiece }),
        });
        const engine = testEngine(runtime, { sleep: heldSleep().sleep, now: () => 0 });
        const shown = [];
        let before = given.before;
        for (const key of ['', ...typed]) {
          before += key;
          const outcome = await engine.suggest(at(`${before}█${given.after}`), testOptions, never);
          shown.push(outcome.kind === 'suggestion' ? [outcome.text, outcome.replaceAfter] : outcome.reason);
        }
        sessions.push(JSON.stringify(shown));
      }
      expect(new Set(sessions).size).toBe(1);
    }),
    { numRuns: 25 },
  );
}, 30_000);

test('two identical requests in a row make one model call', async () => {
  await fc.assert(
    fc.asyncProperty(place, async ({ before, after, answer }) => {
      const runtime = fakeRuntime({ answers: [answer, 'another answer;'] });
      const engine = testEngine(runtime, { sleep: heldSleep().sleep });
      const first = await engine.suggest(at(`${before}█${after}`), testOptions, never);
      const second = await engine.suggest(at(`${before}█${after}`), testOptions, never);
      expect(runtime.requests.length).toBeLessThanOrEqual(1);
      expect('text' in second && second.text).toBe('text' in first && first.text);
    }),
  );
});
