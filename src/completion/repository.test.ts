import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chunk } from '../context/chunk.ts';
import { fakeRuntime } from '../runtimes/testing/fakeRuntime.ts';
import { FrozenChunks, type Frozen } from './repository.ts';
import { at } from './testing/at.ts';
import { never, testEngine, testModel, testOptions } from './testing/engine.ts';
import { testProfile } from './testing/profile.ts';

const count = async (texts: string[]): Promise<number[]> => texts.map((text) => Math.ceil(text.length / 4));

function chunk(path: string, text = 'x'.repeat(76), why: Chunk['why'] = 'openFile'): Chunk {
  return { path, startLine: 0, text: `${text}\n`, why };
}
async function select(frozen: FrozenChunks, ...rest: [readonly Chunk[], string, number]): Promise<readonly Frozen[]> {
  const chunks = await frozen.select(...rest, count);
  frozen.keep(chunks);
  return chunks;
}

const paths = (chunks: readonly Chunk[]): string[] => chunks.map(({ path }) => path);

test('new pieces stand behind those that are there, as long as there is room', async () => {
  const frozen = new FrozenChunks();
  expect(paths(await select(frozen, [chunk('a')], 'me', 100))).toEqual(['a']);
  expect(paths(await select(frozen, [chunk('b'), chunk('a')], 'me', 100))).toEqual(['a', 'b']);
  expect(paths(await select(frozen, [chunk('c'), chunk('b'), chunk('a')], 'me', 50))).toEqual(['a', 'b']);
});

test('it begins anew when most of what matters now is not there, the least volatile first', async () => {
  const frozen = new FrozenChunks();
  await select(frozen, [chunk('a'), chunk('b')], 'me', 50);
  const now = [chunk('c', undefined, 'recentEdit'), chunk('d', undefined, 'definition'), chunk('a')];
  expect(paths(await select(frozen, now, 'me', 50))).toEqual(['d', 'c']);
});

test('the file itself is never a piece, also where it was one before', async () => {
  const frozen = new FrozenChunks();
  await select(frozen, [chunk('a'), chunk('b')], 'me', 100);
  expect(paths(await select(frozen, [chunk('a'), chunk('b')], 'a', 100))).toEqual(['b']);
});

test('never more than the budget, no piece twice, the same for the same candidates', async () => {
  const candidates = fc.array(
    fc.record({
      path: fc.constantFrom('a', 'b', 'c', 'd'),
      startLine: fc.nat(30),
      text: fc.string({ maxLength: 80 }).map((text) => `${text.replaceAll('\n', '')}\n`),
      why: fc.constantFrom('recentEdit' as const, 'definition' as const, 'openFile' as const),
    }),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(candidates, { minLength: 1, maxLength: 5 }), fc.nat(120), async (rounds, budget) => {
      const [one, other] = [new FrozenChunks(), new FrozenChunks()];
      for (const round of rounds) {
        const taken = await select(one, round, 'c', budget);
        expect(taken).toEqual(await select(other, round, 'c', budget));
        expect(taken.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(budget);
        expect(paths(taken)).not.toContain('c');
        expect(new Set(taken.map(({ path, startLine }) => `${path}:${startLine}`)).size).toBe(taken.length);
      }
    }),
  );
});

test('a prompt begins with the pieces in the form of the model, and a key changes none of it', async () => {
  const fim = { ...testProfile, repository: { name: '<REPO>', file: '<FILE>' } };
  const runtime = fakeRuntime({ answers: ['a();', 'b();'] });
  let candidates = [chunk('lib/one.ts', 'one();')];
  const repository = { describe: () => ({ repository: 'shop', path: 'src/me.ts' }), candidates: () => candidates };
  const engine = testEngine(runtime, { repository, model: () => ({ ...testModel, fim }) });
  const outcome = await engine.suggest(at('let x = 1;\n█'), testOptions, never);
  const text = (index: number): string =>
    (runtime.requests[index]?.prompt ?? []).map((part) => ('text' in part ? part.text : part.special)).join('');
  expect(text(0)).toBe('<REPO>shop\n<FILE>lib/one.ts\none();\n<FILE>src/me.ts\n<PRE><SUF><MID>let x = 1;\n');
  expect(outcome.trace.context).toEqual([{ path: 'lib/one.ts', fromLine: 1, toLine: 1, tokens: 7, why: 'openFile' }]);
  candidates = [chunk('lib/two.ts', 'two();'), ...candidates];
  await engine.suggest(at('let x = 1;\nq█'), testOptions, never);
  expect(text(1)).toBe(`${text(0)}q`);
});

test('after a reset nothing of before comes back: neither pieces that were being counted nor an answer that was being checked', async () => {
  const fim = { ...testProfile, repository: { name: null, file: '<FILE>' } };
  const runtime = fakeRuntime({ answers: ['a();'] });
  const held: (() => void)[] = [];
  const countTokens: typeof runtime.countTokens = async (...call) => {
    await new Promise<void>((resolve) => held.push(resolve));
    return runtime.countTokens(...call);
  };
  let candidates = [chunk('private/keys.ts', 'SECRET'), chunk('a.ts')];
  const repository = { describe: () => ({ repository: '', path: 'me.ts' }), candidates: () => candidates };
  const engine = testEngine({ ...runtime, countTokens }, { repository, model: () => ({ ...testModel, fim }) });
  const first = engine.suggest(at('x█'), testOptions, never);
  await new Promise((resolve) => setTimeout(resolve, 5));
  candidates = [chunk('a.ts')];
  engine.reset();
  const second = engine.suggest(at('xy█'), testOptions, never);
  for (let turn = 0; turn < 10; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    for (const resolve of held.splice(0)) resolve();
  }
  expect([(await first).kind, (await second).kind]).toEqual(['none', 'suggestion']);
  expect(JSON.stringify(runtime.requests)).not.toContain('SECRET');
});
