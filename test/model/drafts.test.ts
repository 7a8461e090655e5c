import { afterAll, expect, test } from 'vitest';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GenerateEvent, GenerateRequest } from '../../src/protocol/workerApi.ts';
import { completionRequest, embedded, never, starter } from './lib.ts';

const runtime = embedded();
afterAll(() => runtime.dispose());

const root = join(import.meta.dirname, '..', '..');
const places = globSync('{src/base,src/protocol,src/models}/*.ts', { cwd: root })
  .toSorted()
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .filter((text) => text.length > 1500)
  .slice(0, 24)
  .map((text) => {
    const at = text.indexOf('\n', text.length / 2) + 1;
    return { head: text.slice(Math.max(0, at - 1200), at), tail: text.slice(at + 200, at + 600) };
  });

type Written = { tokens: { text: string; probability: number | null }[]; passes: number };

async function write(place: (typeof places)[number], change: Partial<GenerateRequest>): Promise<Written> {
  const prompt = [
    { special: '<|fim_prefix|>' },
    { text: place.head },
    { special: '<|fim_suffix|>' },
    { text: place.tail },
    { special: '<|fim_middle|>' },
  ];
  const tokens: Written['tokens'] = [];
  const collect = (event: GenerateEvent): void => {
    if (event.kind === 'text') tokens.push({ text: event.text, probability: event.probability });
  };
  const request = completionRequest('', { prompt, maxTokens: 40, heal: false, probabilities: true, ...change });
  const { passes = 0 } = await runtime.generate(starter, request, collect, never);
  return { tokens, passes };
}

test('drafts change neither the text nor its probabilities, and save passes', async () => {
  expect(places.length).toBeGreaterThanOrEqual(20);
  let [plainPasses, draftedPasses] = [0, 0];
  for (const place of places) {
    await write(place, { maxTokens: 0 }); // so that the passes below are of new tokens only
    const plain = await write(place, { drafts: 'never' });
    await write(place, { maxTokens: 0 });
    const drafted = await write(place, { drafts: 'always' });
    expect(drafted.tokens.map(({ text }) => text)).toEqual(plain.tokens.map(({ text }) => text));
    for (const [index, { probability }] of drafted.tokens.entries()) {
      expect(probability).toBeCloseTo(plain.tokens[index]?.probability ?? -1, 3);
    }
    plainPasses += plain.passes;
    draftedPasses += drafted.passes;
  }
  expect(draftedPasses).toBeLessThan(plainPasses * 0.8);
});
