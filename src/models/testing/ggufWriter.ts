import { ggmlTypes } from '../ggmlTypes.ts';

/** A metadata value: a type number of GGUF with its bytes. */
export type GgufValue = { type: number; bytes: Buffer };

export const bytesOf = {
  u32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value >>> 0);
    return bytes;
  },
  u64(value: number | bigint): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
    return bytes;
  },
  text(value: string): Buffer {
    return Buffer.concat([bytesOf.u64(Buffer.byteLength(value)), Buffer.from(value)]);
  },
};

export const u16 = (value: number): GgufValue => ({ type: 2, bytes: Buffer.from([value % 256, value >>> 8]) });
export const u32 = (value: number): GgufValue => ({ type: 4, bytes: bytesOf.u32(value) });
export const i32 = (value: number): GgufValue => ({ type: 5, bytes: bytesOf.u32(value) });
export const u64 = (value: number | bigint): GgufValue => ({ type: 10, bytes: bytesOf.u64(value) });
export const f64 = (value: number): GgufValue => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { type: 12, bytes };
};
export const bool = (value: boolean): GgufValue => ({ type: 7, bytes: Buffer.from([Number(value)]) });
export const text = (value: string): GgufValue => ({ type: 8, bytes: bytesOf.text(value) });
export const texts = (values: string[]): GgufValue =>
  arrayOf(8, values.length, Buffer.concat(values.map((value) => bytesOf.text(value))));
export const i32s = (values: number[]): GgufValue =>
  arrayOf(5, values.length, Buffer.concat(values.map((value) => bytesOf.u32(value))));

/** `count` is what the file claims, whatever `bytes` holds. */
export function arrayOf(elementType: number, count: number | bigint, bytes: Buffer): GgufValue {
  return { type: 9, bytes: Buffer.concat([bytesOf.u32(elementType), bytesOf.u64(count), bytes]) };
}

export type GgufTensor = {
  name: string;
  type: number;
  shape: (number | bigint)[];
  offset?: number | bigint;
  dimensions?: number;
};

export type GgufParts = {
  magic?: string;
  version?: number;
  /** What the file claims, where it differs from what it holds. */
  tensorCount?: number | bigint;
  keyCount?: number | bigint;
  metadata: [key: string, value: GgufValue][];
  tensors: GgufTensor[];
};

/** A whole file; weights are zeros. */
export function writeGguf({
  magic = 'GGUF',
  version = 3,
  tensorCount,
  keyCount,
  metadata,
  tensors,
}: GgufParts): Buffer {
  const alignment = 32;
  const header = [
    Buffer.from(magic),
    bytesOf.u32(version),
    bytesOf.u64(tensorCount ?? tensors.length),
    bytesOf.u64(keyCount ?? metadata.length),
    ...metadata.flatMap(([key, value]) => [bytesOf.text(key), bytesOf.u32(value.type), value.bytes]),
  ];
  let end = 0;
  for (const { name, type, shape, offset, dimensions } of tensors) {
    header.push(
      bytesOf.text(name),
      bytesOf.u32(dimensions ?? shape.length),
      ...shape.map((length) => bytesOf.u64(length)),
      bytesOf.u32(type),
      bytesOf.u64(offset ?? end),
    );
    const { blockSize, blockBytes } = ggmlTypes.get(type) ?? { blockSize: 1, blockBytes: 1 };
    const size = shape.reduce<number>((product, length) => product * Number(length), 1);
    if (size > 0 && size < 1e6) end += pad((size / blockSize) * blockBytes, alignment);
  }
  const start = Buffer.concat(header);
  return Buffer.concat([start, Buffer.alloc(pad(start.length, alignment) - start.length + end)]);
}

/** A whole model's parts, each of whose metadata `changes` replaces or (null) leaves out. */
export function tinyModel(changes: Record<string, GgufValue | null> = {}): GgufParts {
  const metadata = new Map<string, GgufValue | null>([
    ['general.architecture', text('llama')],
    ['general.name', text('Tiny')],
    ['general.file_type', u32(0)],
    ['llama.context_length', u32(2048)],
    ['llama.embedding_length', u32(64)],
    ['llama.block_count', u32(2)],
    ['llama.feed_forward_length', u32(128)],
    ['llama.attention.head_count', u32(4)],
    ['llama.attention.head_count_kv', u32(2)],
    ['tokenizer.ggml.model', text('gpt2')],
    ['tokenizer.ggml.tokens', texts(['a', 'b', '<|endoftext|>'])],
    ['tokenizer.ggml.token_type', i32s([1, 1, 3])],
    ...Object.entries(changes),
  ]);
  return {
    metadata: [...metadata].filter((entry): entry is [string, GgufValue] => entry[1] !== null),
    tensors: [
      { name: 'token_embd.weight', type: 0, shape: [64, 3] },
      { name: 'output_norm.weight', type: 8, shape: [64] },
    ],
  };
}

function pad(size: number, alignment: number): number {
  return Math.ceil(size / alignment) * alignment;
}
