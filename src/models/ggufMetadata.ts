import type { WindowReader } from './windowReader.ts';

/** Limits far above any real file, so that a false length or count costs nothing (bytes, entries). */
const maxKeys = 1024;
const maxKeyBytes = 512;
const maxTextBytes = 16 * 1024 * 1024;
const maxElementBytes = 64 * 1024;
const maxStrings = 2 * 1024 * 1024;
const keptTextBytes = 1024;
const keptNumbers = 512;

const typeNames = [
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'i32',
  'f32',
  'bool',
  'text',
  'array',
  'u64',
  'i64',
  'f64',
] as const;
type TypeName = (typeof typeNames)[number];
type ScalarName = Exclude<TypeName, 'text' | 'array'>;

const scalarBytes: Record<ScalarName, number> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  bool: 1,
  u64: 8,
  i64: 8,
  f64: 8,
};

export type ValueKind = { type: TypeName; isArray: boolean; count: number };

/** Texts hold their first kilobyte, arrays of numbers appear when short; the rest of the file's metadata is checked and left out. */
export type GgufMetadata = {
  values: ReadonlyMap<string, string | number | boolean | number[]>;
  /** What each key holds: `count` is 1 outside arrays. */
  kinds: ReadonlyMap<string, ValueKind>;
  /** Where the vocabulary's texts begin. */
  tokens: { position: number; count: number } | null;
  /** `tokenizer.ggml.token_type`, by token. */
  tokenTypes: Uint8Array | null;
};

/** What llama.cpp takes for granted of some values, and ends the process or reads past an array where it is not so. */
const wantedTypes = new Map<string, TypeName[]>([
  ['split.count', ['u16']],
  ['split.no', ['u16']],
  ['tokenizer.ggml.tokens', ['text']],
  ['tokenizer.ggml.merges', ['text']],
  ['tokenizer.ggml.token_type', ['i32', 'u32']],
  ['tokenizer.ggml.scores', ['f32']],
  ['tokenizer.ggml.precompiled_charsmap', ['u8', 'i8']],
]);

/** Reads the key-value part; the reader stands behind it afterwards. */
export async function readMetadata(reader: WindowReader, keyCount: number): Promise<GgufMetadata> {
  if (keyCount > maxKeys) throw reader.invalid(`it claims ${keyCount} metadata keys`);
  const kinds = new Map<string, ValueKind>();
  const values = new Map<string, string | number | boolean | number[]>();
  let tokens: GgufMetadata['tokens'] = null;
  let tokenTypes: Uint8Array | null = null;
  for (let i = 0; i < keyCount; i++) {
    const key = await readKey(reader);
    if (kinds.has(key)) throw reader.invalid(`it has the key ${key} twice`);
    const type = await readType(reader, key);
    if (type !== 'array') kinds.set(key, { type, isArray: false, count: 1 });
    if (type === 'text') {
      values.set(key, await readText(reader, key));
    } else if (type !== 'array') {
      await reader.fill(scalarBytes[type]);
      values.set(key, readScalar(reader, type));
    } else {
      const elementType = await readType(reader, key);
      await reader.fill(8);
      const count = reader.u64();
      kinds.set(key, { type: elementType, isArray: true, count });
      if (elementType === 'array') throw reader.invalid(`${key} is an array of arrays`);
      if (elementType === 'text') {
        if (key === 'tokenizer.ggml.tokens') tokens = { position: reader.position, count };
        await skipTexts(reader, key, count);
      } else if (key === 'tokenizer.ggml.token_type') {
        tokenTypes = await readTokenTypes(reader, elementType, count);
      } else if (count <= keptNumbers) {
        values.set(key, await readNumbers(reader, elementType, count));
      } else {
        skipClaim(reader, key, count * scalarBytes[elementType]);
      }
    }
  }
  return { values, kinds, tokens, tokenTypes };
}

/** Null when the values that have to be of a certain type and length are. */
export function checkKinds(kinds: GgufMetadata['kinds']): { reason: string } | null {
  const tokenCount = kinds.get('tokenizer.ggml.tokens')?.count;
  for (const [key, types] of wantedTypes) {
    const kind = kinds.get(key);
    if (!kind) continue;
    const isArray = key.startsWith('tokenizer.');
    if (!types.includes(kind.type) || kind.isArray !== isArray) return { reason: `${key} is of type ${kind.type}` };
    const isPerToken = /scores|token_type$/.test(key);
    if (isPerToken && kind.count !== tokenCount) return { reason: `${key} does not fit the vocabulary` };
  }
  return null;
}

async function readKey(reader: WindowReader): Promise<string> {
  await reader.fill(8);
  const length = reader.u64();
  if (length === 0 || length > maxKeyBytes) throw reader.invalid(`a metadata key claims ${length} bytes`);
  await reader.fill(length);
  return reader.text(length);
}

async function readType(reader: WindowReader, key: string): Promise<TypeName> {
  await reader.fill(4);
  const id = reader.u32();
  const name = typeNames[id];
  if (name === undefined) throw reader.invalid(`${key} has the unknown type ${id}`);
  return name;
}

async function readText(reader: WindowReader, key: string): Promise<string> {
  await reader.fill(8);
  const length = reader.u64();
  if (length > maxTextBytes) throw reader.invalid(`${key} claims ${length} bytes`);
  const kept = Math.min(length, keptTextBytes);
  await reader.fill(kept);
  const text = reader.text(kept);
  reader.skip(length - kept);
  return text;
}

async function skipTexts(reader: WindowReader, key: string, count: number): Promise<void> {
  if (count > maxStrings) throw reader.invalid(`${key} claims ${count} entries`);
  for (let left = count; left > 0;) {
    left -= reader.skipTexts(left, maxElementBytes);
    if (left === 0) return;
    // The next one reaches past the window, or is too long.
    await reader.fill(8);
    const length = reader.u64();
    if (length > maxElementBytes) throw reader.invalid(`an entry of ${key} claims ${length} bytes`);
    reader.skip(length);
    left--;
  }
}

async function readTokenTypes(reader: WindowReader, type: ScalarName, count: number): Promise<Uint8Array> {
  if (count > maxStrings) throw reader.invalid(`tokenizer.ggml.token_type claims ${count} entries`);
  const bytes = scalarBytes[type];
  if (reader.position + count * bytes > reader.fileSize) skipClaim(reader, 'tokenizer.ggml.token_type', count * bytes);
  const types = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (!reader.has(bytes)) await reader.fill(bytes);
    types[i] = Number(readScalar(reader, type));
  }
  return types;
}

async function readNumbers(reader: WindowReader, type: ScalarName, count: number): Promise<number[]> {
  const numbers: number[] = [];
  for (let i = 0; i < count; i++) {
    await reader.fill(scalarBytes[type]);
    numbers.push(Number(readScalar(reader, type)));
  }
  return numbers;
}

/** A claim no file could keep is a false length; one a longer file could keep means that this one was cut. */
function skipClaim(reader: WindowReader, key: string, bytes: number): void {
  if (bytes > maxStrings * 8) throw reader.invalid(`${key} claims ${bytes} bytes`);
  reader.skip(bytes);
}

function readScalar(reader: WindowReader, type: ScalarName): number | boolean {
  return type === 'bool' ? reader.u8() !== 0 : reader[type]();
}
