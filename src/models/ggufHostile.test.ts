import { execFileSync } from 'node:child_process';
import { open, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, assert, asyncProperty, integer, oneof, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../base/errors.ts';
import type { FailureCode } from '../base/failures.ts';
import { readGgufHeader } from './ggufHeader.ts';
import { fileFailure } from './regularFile.ts';
import {
  arrayOf,
  bytesOf,
  i32s,
  text,
  texts,
  tinyModel,
  u32,
  u64,
  writeGguf,
  type GgufParts,
  type GgufTensor,
  type GgufValue,
} from './testing/ggufWriter.ts';
import { tempFolder } from './testing/tempFolder.ts';

const { signal } = new AbortController();
const starterPath = join(import.meta.dirname, '../../models/hearth-starter-q8_0.gguf');

async function failureOf(path: string): Promise<Failure | null> {
  try {
    await readGgufHeader(path, signal);
    return null;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

async function failureOfBytes(bytes: Buffer): Promise<Failure | null> {
  const path = join(await tempFolder(), 'model.gguf');
  await writeFile(path, bytes);
  return failureOf(path);
}

const tiny = writeGguf(tinyModel());
const withParts = (parts: Partial<GgufParts>, changes: Record<string, GgufValue | null> = {}): Buffer =>
  writeGguf({ ...tinyModel(changes), ...parts });
const withKey = (key: string, value: GgufValue): Buffer => withParts({}, { [key]: value });
const withTensor = (tensor: Partial<GgufTensor>): Buffer =>
  withParts({ tensors: [{ name: 'output.weight', type: 0, shape: [64], ...tensor }] });
/** `tiny` with the length of its first metadata key, at byte 24, replaced. */
const withKeyLength = (length: number | bigint): Buffer =>
  Buffer.concat([tiny.subarray(0, 24), bytesOf.u64(length), tiny.subarray(32)]);
const arrayType = 9;
const textType = 8;

const files: [what: string, bytes: Buffer, code: FailureCode, reason: RegExp][] = [
  ['nothing', Buffer.alloc(0), 'modelInvalid', /begin/],
  ['3 bytes', Buffer.from('GGU'), 'modelInvalid', /begin/],
  ['wrong magic', withParts({ magic: 'GGML' }), 'modelInvalid', /begin/],
  ['a text file', Buffer.from('# A model card\n'), 'modelInvalid', /begin/],
  ['4 bytes', tiny.subarray(0, 4), 'modelDamaged', /inside its header, after 4 bytes/],
  ['8 bytes', tiny.subarray(0, 8), 'modelDamaged', /inside its header/],
  ['23 bytes', tiny.subarray(0, 23), 'modelDamaged', /inside its header/],
  ['100 bytes', tiny.subarray(0, 100), 'modelDamaged', /inside its header/],
  [
    'cut in its weights',
    tiny.subarray(0, -100),
    'modelDamaged',
    /shorter than its header says: [\d,]+ of [\d,]+ bytes/,
  ],
  ['cut by 33 bytes', tiny.subarray(0, -61), 'modelDamaged', /shorter/],
  ['version 0', withParts({ version: 0 }), 'modelInvalid', /version 0/],
  ['version 1', withParts({ version: 1 }), 'modelInvalid', /first version/],
  ['version 99', withParts({ version: 99 }), 'modelInvalid', /version 99/],
  ['big-endian', withParts({ version: 0x03000000 }), 'modelInvalid', /big-endian/],
  ['2^63 tensors', withParts({ tensorCount: 2n ** 63n }), 'modelInvalid', /tensors/],
  ['4 G tensors', withParts({ tensorCount: 2 ** 32 }), 'modelInvalid', /tensors/],
  ['-5 tensors', withParts({ tensorCount: -5 }), 'modelInvalid', /tensors/],
  ['1 tensor too many', withParts({ tensorCount: 3 }), 'modelDamaged', /shorter/],
  ['no tensors', withParts({ tensors: [] }), 'modelInvalid', /no weights/],
  ['2^63 keys', withParts({ keyCount: 2n ** 63n }), 'modelInvalid', /metadata keys/],
  ['1 M keys', withParts({ keyCount: 1e6 }), 'modelInvalid', /metadata keys/],
  ['-5 keys', withParts({ keyCount: -5 }), 'modelInvalid', /metadata keys/],
  ['0 keys', withParts({ keyCount: 0, metadata: [] }), 'modelInvalid', /what kind/],
  ['a key of 2^60 bytes', withKeyLength(2n ** 60n), 'modelInvalid', /key claims/],
  ['a key of 500 MB', withKeyLength(500e6), 'modelInvalid', /key claims 500000000/],
  ['a key of 0 bytes', withKeyLength(0), 'modelInvalid', /key claims 0/],
  [
    'the same key twice',
    withParts({
      metadata: [
        ['a', u32(1)],
        ['a', u32(1)],
      ],
    }),
    'modelInvalid',
    /a twice/,
  ],
  ['a text of 2^60 bytes', withKey('x', { type: textType, bytes: bytesOf.u64(2n ** 60n) }), 'modelInvalid', /x claims/],
  ['an array of 2^60', withKey('x', arrayOf(5, 2n ** 60n, Buffer.alloc(0))), 'modelInvalid', /x claims/],
  ['an array of 1e9', withKey('x', arrayOf(5, 1e9, Buffer.alloc(0))), 'modelInvalid', /x claims/],
  ['an array past the end', withKey('x', arrayOf(0, 1e6, Buffer.alloc(0))), 'modelDamaged', /inside its header/],
  ['texts of 2^60', withKey('x', arrayOf(8, 2n ** 60n, Buffer.alloc(0))), 'modelInvalid', /x claims/],
  ['texts past the end', withKey('x', arrayOf(8, 1e6, Buffer.alloc(0))), 'modelInvalid', /entry of x claims/],
  ['a token of 1 GB', withKey('tokenizer.ggml.tokens', arrayOf(8, 1, bytesOf.u64(1e9))), 'modelInvalid', /entry/],
  [
    'types of 2^60',
    withKey('tokenizer.ggml.token_type', arrayOf(5, 2n ** 60n, Buffer.alloc(0))),
    'modelInvalid',
    /claims/,
  ],
  [
    'nested arrays',
    withKey('x', arrayOf(arrayType, 1, arrayOf(0, 0, Buffer.alloc(0)).bytes)),
    'modelInvalid',
    /arrays/,
  ],
  ['value type 77', withKey('x', { type: 77, bytes: Buffer.alloc(8) }), 'modelInvalid', /unknown type 77/],
  ['array type 77', withKey('x', arrayOf(77, 1, Buffer.alloc(8))), 'modelInvalid', /unknown type 77/],
  ['alignment 0', withKey('general.alignment', u32(0)), 'modelInvalid', /alignment/],
  ['alignment 48', withKey('general.alignment', u32(48)), 'modelInvalid', /alignment/],
  ['no architecture', withParts({}, { 'general.architecture': null }), 'modelInvalid', /what kind/],
  ['an architecture that is no name', withKey('general.architecture', text('../x')), 'modelInvalid', /what kind/],
  ['an image projector', withKey('general.architecture', text('clip')), 'modelUnsupported', /^$/],
  ['block_count missing', withParts({}, { 'llama.block_count': null }), 'modelInvalid', /layers/],
  ['block_count 0', withKey('llama.block_count', u32(0)), 'modelInvalid', /0 layers/],
  ['block_count 100000', withKey('llama.block_count', u32(100_000)), 'modelInvalid', /100000 layers/],
  ['block_count text', withKey('llama.block_count', text('2')), 'modelInvalid', /layers/],
  ['head_count 0', withKey('llama.attention.head_count', u32(0)), 'modelInvalid', /head_count/],
  ['head_count missing', withParts({}, { 'llama.attention.head_count': null }), 'modelInvalid', /head_count/],
  ['head_count_kv 0', withKey('llama.attention.head_count_kv', u32(0)), 'modelInvalid', /head_count_kv/],
  [
    'head_count_kv 0 in a layer',
    withKey('llama.attention.head_count_kv', i32s([2, 0])),
    'modelInvalid',
    /head_count_kv/,
  ],
  ['head_count_kv of too few', withKey('llama.attention.head_count_kv', i32s([2])), 'modelInvalid', /some layers/],
  ['context_length 0', withKey('llama.context_length', u32(0)), 'modelInvalid', /context/],
  ['embedding_length 2^63', withKey('llama.embedding_length', u64(2n ** 63n)), 'modelInvalid', /embedding/],
  [
    'embedding_length 7',
    withKey('llama.embedding_length', u32(7)),
    'modelInvalid',
    /7 and token_embd.weight has rows of 64/,
  ],
  ['feed_forward_length 0', withKey('llama.feed_forward_length', u32(0)), 'modelInvalid', /feed_forward_length of 0/],
  ['feed_forward_length missing', withParts({}, { 'llama.feed_forward_length': null }), 'modelInvalid', /of nothing/],
  [
    'feed_forward_length 7',
    withParts(
      { tensors: [{ name: 'blk.0.ffn_down.weight', type: 8, shape: [128, 64] }] },
      { 'llama.feed_forward_length': u32(7) },
    ),
    'modelInvalid',
    /rows of 128/,
  ],
  ['value_length 0', withKey('llama.attention.value_length', u32(0)), 'modelInvalid', /value_length of 0/],
  ['key_length of text', withKey('llama.attention.key_length', text('x')), 'modelInvalid', /key_length of x/],
  [
    'as many predicting layers as layers',
    withKey('llama.nextn_predict_layers', u32(2)),
    'modelInvalid',
    /2 layers that predict/,
  ],
  ['split.count in 32 bits', withKey('split.count', u32(1)), 'modelInvalid', /split.count is of type u32/],
  [
    'tokens that are numbers',
    withKey('tokenizer.ggml.tokens', i32s([1, 2, 3])),
    'modelInvalid',
    /tokens is of type i32/,
  ],
  [
    'token types for too few',
    withKey('tokenizer.ggml.token_type', i32s([1, 1])),
    'modelInvalid',
    /does not fit the vocabulary/,
  ],
  [
    'scores for too few',
    withKey('tokenizer.ggml.scores', arrayOf(6, 2, Buffer.alloc(8))),
    'modelInvalid',
    /does not fit the vocabulary/,
  ],
  ['merges that are one text', withKey('tokenizer.ggml.merges', text('a b')), 'modelInvalid', /merges is of type text/],
  ['experts without use', withKey('llama.expert_count', u32(8)), 'modelInvalid', /0 of 8 experts/],
  ['10000 experts', withKey('llama.expert_count', u32(10_000)), 'modelInvalid', /experts/],
  ['ndims 99', withTensor({ dimensions: 99 }), 'modelInvalid', /99 dimensions/],
  ['ne 2^62', withTensor({ shape: [2n ** 62n] }), 'modelInvalid', /elements/],
  ['ne -1', withTensor({ shape: [-1] }), 'modelInvalid', /elements/],
  ['ne product past 2^63', withTensor({ shape: [2 ** 32, 2 ** 32] }), 'modelInvalid', /elements/],
  ['ne 0 × 2^63', withTensor({ shape: [0, 2n ** 63n] }), 'modelInvalid', /elements/],
  ['ne larger than the file', withTensor({ shape: [2 ** 40] }), 'modelDamaged', /shorter/],
  ['tensor type 4, withdrawn', withTensor({ type: 4 }), 'modelInvalid', /unknown type 4/],
  ['tensor type 2^31', withTensor({ type: 2 ** 31 }), 'modelInvalid', /unknown type/],
  ['half a block', withTensor({ type: 8, shape: [48] }), 'modelInvalid', /rows of 48/],
  ['offset past the end', withTensor({ offset: 2 ** 40 }), 'modelDamaged', /shorter/],
  ['offset 2^64 - 3', withTensor({ offset: -3 }), 'modelDamaged', /shorter/],
  [
    'offset 4',
    withParts({
      tensors: [
        { name: 'a', type: 0, shape: [64], offset: 4 },
        { name: 'b', type: 0, shape: [64] },
      ],
    }),
    'modelInvalid',
    /a is not where/,
  ],
  [
    'a tensor twice',
    withParts({
      tensors: [
        { name: 'a', type: 0, shape: [8] },
        { name: 'a', type: 0, shape: [8] },
      ],
    }),
    'modelInvalid',
    /a twice/,
  ],
  ['a tensor name of 64 bytes', withTensor({ name: 'n'.repeat(64) }), 'modelInvalid', /name claims 64/],
  ['3 MB of control tokens', withParts({}, manyControlTokens(60, 60_000)), 'modelInvalid', /too many control tokens/],
];

function manyControlTokens(count: number, length: number): Record<string, GgufValue> {
  return {
    'tokenizer.ggml.tokens': texts(Array.from({ length: count }, () => 'x'.repeat(length))),
    'tokenizer.ggml.token_type': i32s(Array.from({ length: count }, () => 3)),
  };
}

describe('files that are not what they say', () => {
  it('begins with a model that is accepted', async () => {
    expect(await failureOfBytes(tiny)).toBeNull();
  });

  it.each(files)('%s', async (_, bytes, code, reason) => {
    const failure = await failureOfBytes(bytes);
    expect(failure?.code).toBe(code);
    expect(String(failure?.values.reason ?? '')).toMatch(reason);
    expect(failure?.message).toContain(code === 'modelUnsupported' ? 'clip' : 'model.gguf');
  });

  it('4 GB of zeros', async () => {
    const path = join(await tempFolder(), 'zeros.gguf');
    await writeFile(path, '');
    await truncate(path, 4 * 1024 ** 3);
    expect((await failureOf(path))?.code).toBe('modelInvalid');
    await writeFile(path, tiny.subarray(0, 24));
    await truncate(path, 4 * 1024 ** 3);
    expect((await failureOf(path))?.values.reason).toBe('a metadata key claims 0 bytes');
  });

  it('a header that goes on for gigabytes', async () => {
    const path = join(await tempFolder(), 'long.gguf');
    const start = withParts({ metadata: [['x', arrayOf(8, 4_000_000, Buffer.alloc(0))]], tensors: [], keyCount: 2000 });
    await writeFile(path, start.subarray(0, 24 + 8 + 1 + 4 + 4 + 8));
    await truncate(path, 4 * 1024 ** 3);
    // Four million empty texts, then a key of no bytes.
    expect((await failureOf(path))?.values.reason).toBe('a metadata key claims 0 bytes');
  });
});

describe('paths that are not files', () => {
  it('a folder, a link to nothing, a link to itself, nothing', async () => {
    const folder = await tempFolder();
    expect(await failureOf(folder)).toMatchObject({ code: 'modelUnreadable', values: { reason: 'it is a folder' } });
    await symlink(join(folder, 'gone'), join(folder, 'dangling.gguf'));
    expect(await failureOf(join(folder, 'dangling.gguf'))).toMatchObject({
      code: 'modelMissing',
      message: 'dangling.gguf was not found.',
    });
    await symlink('circle.gguf', join(folder, 'circle.gguf'));
    expect((await failureOf(join(folder, 'circle.gguf')))?.values.reason).toBe('its links form a circle');
    expect((await failureOf(join(folder, 'none.gguf')))?.code).toBe('modelMissing');
    expect((await failureOf(join(folder, 'none.gguf/x')))?.code).toBe('modelMissing');
    expect((await failureOf(`${folder}/a\0b`))?.code).toBe('modelUnreadable');
  });

  it.skipIf(process.platform === 'win32')('a pipe and a device, without opening them', async () => {
    const path = join(await tempFolder(), 'pipe.gguf');
    execFileSync('mkfifo', [path]);
    for (const each of [path, '/dev/null']) {
      expect((await failureOf(each))?.values.reason).toBe('it is not a regular file');
    }
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file of another user', async () => {
    const path = join(await tempFolder(), 'closed.gguf');
    await writeFile(path, tiny, { mode: 0o000 });
    expect(await failureOf(path)).toMatchObject({ code: 'modelUnreadable', values: { reason: 'permission denied' } });
  });
});

it.each([
  ['EACCES', 'permission denied'],
  ['EIO', 'the disk reported an error'],
  ['EWHAT', 'EWHAT'],
])('says why a file could not be read: %s', (code, reason) => {
  const failure = fileFailure(Object.assign(new Error('no'), { code }), '/models/a.gguf');
  expect(failure.message).toBe(`a.gguf could not be read (${reason}).`);
});

describe('any damage', () => {
  it('a cut anywhere is told as a cut', async () => {
    const path = join(await tempFolder(), 'model.gguf');
    await assert(
      asyncProperty(integer({ min: 4, max: tiny.length - 30 }), async (length) => {
        await writeFile(path, tiny.subarray(0, length));
        expect((await failureOf(path))?.code).toBe('modelDamaged');
      }),
      { numRuns: 100 },
    );
  });

  it('a cut of the starter is told as a cut', async () => {
    const starter = await readFile(starterPath);
    const path = join(await tempFolder(), 'model.gguf');
    await writeFile(path, starter);
    for (const cut of [
      33,
      4096,
      starter.length / 2,
      starter.length - 300_000,
      starter.length - 200_000,
      starter.length - 100,
    ]) {
      await truncate(path, Math.floor(starter.length - cut));
      expect((await failureOf(path))?.code).toBe('modelDamaged');
    }
  });

  it('flipped bytes give a model or a failure, never anything else', async () => {
    const starter = await readFile(starterPath);
    const path = join(await tempFolder(), 'model.gguf');
    const header = starter.subarray(0, 256 * 1024);
    await writeFile(path, header);
    await truncate(path, starter.length);
    await using file = await open(path, 'r+');
    // Most bytes are texts of the vocabulary, where nothing can go wrong: half the flips go to the first kilobyte.
    const place = oneof(integer({ min: 4, max: 1024 }), integer({ min: 0, max: header.length - 1 }));
    const flips = array(tuple(place, integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 8 });
    await assert(
      asyncProperty(flips, async (changes) => {
        for (const [at, mask] of changes) await file.write(Buffer.from([(header[at] ?? 0) ^ mask]), 0, 1, at);
        const failure = await failureOf(path);
        expect(failure?.code).not.toBe('internal');
        for (const [at] of changes) await file.write(header, at, 1, at);
      }),
      { numRuns: 100 },
    );
  });
});
