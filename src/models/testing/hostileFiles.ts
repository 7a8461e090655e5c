import type { FailureCode } from '../../base/failures.ts';
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
} from './ggufWriter.ts';

/** A model that is accepted; each hostile file differs from it in one thing. */
export const tiny = writeGguf(tinyModel());
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

export const hostileFiles: [what: string, bytes: Buffer, code: FailureCode, reason: RegExp][] = [
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
