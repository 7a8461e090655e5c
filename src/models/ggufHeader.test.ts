import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAbort } from '../base/errors.ts';
import { readGgufHeader, type GgufHeader } from './ggufHeader.ts';
import {
  arrayOf,
  bool,
  f64,
  i32,
  i32s,
  text,
  texts,
  tinyModel,
  u16,
  u32,
  u64,
  writeGguf,
  type GgufParts,
  type GgufValue,
} from './testing/ggufWriter.ts';
import { tempFolder } from './testing/tempFolder.ts';

const { signal } = new AbortController();
const modelPath = (name: string): string => join(import.meta.dirname, '../../', name);

async function headerOf(
  changes: Record<string, GgufValue | null> = {},
  parts: Partial<GgufParts> = {},
): Promise<GgufHeader> {
  const path = join(await tempFolder(), 'model.gguf');
  await writeFile(path, writeGguf({ ...tinyModel(changes), ...parts }));
  return readGgufHeader(path, signal);
}

describe('readGgufHeader', () => {
  it('reads the starter model', async () => {
    const header = await readGgufHeader(modelPath('models/hearth-starter-q8_0.gguf'), signal);
    expect(header).toEqual({
      architecture: 'llama',
      name: 'Hearth Starter',
      basename: 'hearth-starter',
      sizeLabel: '6.2M',
      licence: 'mit',
      baseModels: [],
      version: 3,
      fileSizeBytes: 6_891_680,
      tensorBytes: 6_628_352,
      contextLength: 1024,
      blockCount: 6,
      embeddingLength: 256,
      headCount: 4,
      headCountKv: 2,
      kvBytesPerToken: 6 * 2 * (64 + 64) * 2,
      quantization: 'Q8_0',
      parameterCount: 6_229_248,
      isEmbedding: false,
      poolingType: null,
      splitCount: 1,
      controlTokens: [
        '<|endoftext|>',
        '<|im_start|>',
        '<|im_end|>',
        ...['prefix', 'middle', 'suffix', 'pad'].map((role) => `<|fim_${role}|>`),
        '<|repo_name|>',
        '<|file_sep|>',
      ],
      tokenizer: {
        model: 'gpt2',
        pre: 'qwen2',
        vocabularySize: 8192,
        fimTokenIds: { prefix: 8186, suffix: 8188, middle: 8187, pad: 8189, repository: 8190, separator: 8191 },
        fimTokenTexts: {
          prefix: '<|fim_prefix|>',
          suffix: '<|fim_suffix|>',
          middle: '<|fim_middle|>',
          pad: '<|fim_pad|>',
          repository: '<|repo_name|>',
          separator: '<|file_sep|>',
        },
        hasChatTemplate: false,
        bosTokenId: 8183,
        eosTokenId: 8183,
        addBos: false,
      },
    });
  });

  it.each(['code', 'chat', 'nofim', 'repeat'])('reads the test model %s', async (name) => {
    const header = await readGgufHeader(modelPath(`test/fixtures/models/${name}.gguf`), signal);
    expect(header).toMatchObject({ architecture: 'llama', name, quantization: 'F32', contextLength: 32_768 });
    expect(header.tokenizer.hasChatTemplate).toBe(true);
  });

  it('reads a plain model, in version 2 as in 3', async () => {
    for (const version of [2, 3]) {
      const header = await headerOf({}, { version });
      expect(header).toMatchObject({ version, name: 'Tiny', parameterCount: 64 * 4, tensorBytes: 64 * 3 * 4 + 68 });
      expect(header.controlTokens).toEqual(['<|endoftext|>']);
      expect(header.tokenizer.fimTokenIds.prefix).toBeNull();
    }
  });

  it('takes the older names of the FIM tokens', async () => {
    const { tokenizer } = await headerOf({
      'tokenizer.ggml.prefix_token_id': u32(0),
      'tokenizer.ggml.suffix_token_id': u32(1),
      'tokenizer.ggml.middle_token_id': u32(2),
    });
    expect(tokenizer.fimTokenIds).toMatchObject({ prefix: 0, suffix: 1, middle: 2 });
    expect(tokenizer.fimTokenTexts).toMatchObject({ prefix: 'a', suffix: 'b', middle: '<|endoftext|>' });
  });

  it('drops token numbers outside the vocabulary', async () => {
    const changes = { 'tokenizer.ggml.bos_token_id': u32(3), 'tokenizer.ggml.eos_token_id': i32(-1) };
    const { tokenizer } = await headerOf(changes);
    expect(tokenizer).toMatchObject({ bosTokenId: null, eosTokenId: null });
  });

  it('takes control tokens wherever their types stand, and those that the runtime knows by name', async () => {
    const tokens = texts(['<a>', '<fim_prefix>', '▁<PRE>', '▁<pre', '', 'x'.repeat(90), '[PREFIX]', '<', '▁']);
    const types = i32s([1, 1, 1, 1, 1, 3, 3, 1, 1]);
    const { metadata } = tinyModel({ 'tokenizer.ggml.tokens': null, 'tokenizer.ggml.token_type': null });
    for (const order of [
      [['tokenizer.ggml.tokens', tokens] as const, ['tokenizer.ggml.token_type', types] as const],
      [['tokenizer.ggml.token_type', types] as const, ['tokenizer.ggml.tokens', tokens] as const],
    ]) {
      const header = await headerOf(
        {},
        { metadata: [...metadata, ...order.map(([key, value]): [string, GgufValue] => [key, value])] },
      );
      expect(header.controlTokens).toEqual(['<fim_prefix>', '▁<PRE>', 'x'.repeat(90), '[PREFIX]']);
    }
  });

  it('reads wide and odd numbers', async () => {
    const header = await headerOf({
      'llama.context_length': u64(131_072),
      'general.file_type': u32(9999),
      'tokenizer.ggml.add_bos_token': bool(true),
      'x.float': f64(0.5),
      'x.long': arrayOf(0, 5000, Buffer.alloc(5000)),
    });
    expect(header).toMatchObject({ contextLength: 131_072, quantization: 'F32' });
    expect(header.tokenizer.addBos).toBe(true);
  });

  it('adds up the key-value heads of layers that differ', async () => {
    const header = await headerOf({
      'llama.attention.head_count_kv': i32s([1, 2]),
      'llama.attention.key_length': u32(128),
      'llama.attention.value_length': u32(64),
    });
    expect(header).toMatchObject({ headCountKv: 2, kvBytesPerToken: 3 * (128 + 64) * 2 });
  });

  it.each([
    ['bert', {}, true],
    ['qwen3', { 'qwen3.pooling_type': u32(3) }, true],
    ['qwen3', { 'qwen3.pooling_type': u32(0) }, false],
  ])('knows embedding models: %s', async (architecture, changes, expected) => {
    const shape = ['context_length', 'embedding_length', 'block_count', 'attention.head_count', 'feed_forward_length'];
    const keys = Object.fromEntries(shape.map((key) => [`${architecture}.${key}`, u32(64)]));
    const header = await headerOf({ ...keys, 'general.architecture': text(architecture), ...changes });
    expect(header.isEmbedding).toBe(expected);
  });

  it.each([
    ['mamba', { 'mamba.attention.head_count': u32(0) }],
    ['rwkv7', {}],
    ['jamba', { 'jamba.attention.head_count': u32(8), 'jamba.attention.head_count_kv': i32s([0, 8]) }],
  ])('takes layers without attention where they belong: %s', async (architecture, heads) => {
    const shape = { context_length: 64, embedding_length: 64, block_count: 2 };
    const keys = Object.fromEntries(
      Object.entries(shape).map(([key, value]) => [`${architecture}.${key}`, u32(value)]),
    );
    const header = await headerOf({ 'general.architecture': text(architecture), ...keys, ...heads });
    expect(header.architecture).toBe(architecture);
  });

  it('notes split models, whose first part may hold no weights', async () => {
    const header = await headerOf({ 'split.count': u16(3) }, { tensors: [] });
    expect(header).toMatchObject({ splitCount: 3, parameterCount: 0 });
  });

  it('lists the models it was made from', async () => {
    const header = await headerOf({
      'general.base_model.0.name': text('Qwen2.5 Coder 7B'),
      'general.base_model.1.name': text('Other'),
      'general.license': text('apache-2.0'),
    });
    expect(header).toMatchObject({ baseModels: ['Qwen2.5 Coder 7B', 'Other'], licence: 'apache-2.0' });
  });

  it('follows links', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'blobs'));
    await writeFile(join(folder, 'blobs/abc'), writeGguf(tinyModel()));
    await symlink(join(folder, 'blobs/abc'), join(folder, 'model.gguf'));
    expect(await readGgufHeader(join(folder, 'model.gguf'), signal)).toMatchObject({ name: 'Tiny' });
  });

  it('rejects with an abort, not with a failure, when aborted', async () => {
    const path = modelPath('models/hearth-starter-q8_0.gguf');
    const before = await readGgufHeader(path, AbortSignal.abort()).catch((error: unknown) => error);
    expect(isAbort(before)).toBe(true);
    const controller = new AbortController();
    const reading = readGgufHeader(path, controller.signal).catch((error: unknown) => error);
    controller.abort();
    expect(isAbort(await reading)).toBe(true);
  });
});
