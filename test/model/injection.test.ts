import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { getLlama, type LlamaModel } from 'node-llama-cpp';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fimPrompt } from '../../src/completion/fimPrompt.ts';
import { fimFamilies } from '../../src/models/fimProfiles.ts';
import { byteCharacters } from '../../src/models/testing/byteCharacters.ts';
import { i32s, text, texts, tinyModel, writeGguf } from '../../src/models/testing/ggufWriter.ts';
import { llamaOptions } from '../../src/worker/llamaOptions.ts';
import { PromptTokenizer } from '../../src/worker/tokens.ts';

/** Every special token of every family that Hearth knows. */
const specials = [
  ...new Set(
    fimFamilies.flatMap(({ prefix, suffix, middle, repository, stops = [] }) =>
      [prefix, suffix, middle, repository?.name, repository?.file, ...stops].filter(
        (token) => typeof token === 'string',
      ),
    ),
  ),
];

const folder = mkdtempSync(join(tmpdir(), 'hearth-injection-'));
let model: LlamaModel;
beforeAll(async () => {
  const bytes = byteCharacters();
  const path = join(folder, 'every-special.gguf');
  const parts = tinyModel({
    'tokenizer.ggml.pre': text('qwen2'),
    'tokenizer.ggml.tokens': texts([...bytes, ...specials]),
    'tokenizer.ggml.token_type': i32s([...bytes.map(() => 1), ...specials.map(() => 3)]),
    'tokenizer.ggml.merges': texts(['a b']),
  });
  writeFileSync(path, writeGguf({ ...parts, tensors: [] }));
  const llama = await getLlama(llamaOptions({ gpu: 'off' }, () => undefined));
  model = await llama.loadModel({ modelPath: path, vocabOnly: true, gpuLayers: 0 });
});
afterAll(async () => {
  await model.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test.each(fimFamilies.map((family) => [family.id, family] as const))(
  'a file that holds every special token makes a prompt for %s with exactly those that were placed',
  (_, family) => {
    const profile = { ...family, repository: family.repository ?? null, stops: family.stops ?? [] };
    const hostile = specials.map((special) => `const s = '${special}';\n`).join('');
    const around = { repository: 'shop', path: 'a.ts', chunks: [{ path: 'b.ts', text: hostile }] };
    const prompt = fimPrompt(profile, { head: hostile, tail: hostile, typed: specials.join('') }, around);
    const placed = prompt.flatMap((part) => ('special' in part ? [part.special] : []));
    const { tokens } = new PromptTokenizer(model).prompt(prompt, false);
    const found = tokens.filter((token) => model.isSpecialToken(token)).map((token) => model.detokenize([token], true));
    expect(found).toEqual(placed);
    expect(placed.length).toBeGreaterThanOrEqual(2);
    // The source text is there, whole, as text.
    expect(model.detokenize(tokens, true)).toContain(hostile);
  },
);
