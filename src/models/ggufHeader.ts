import { toFailure, isAbort, abortError } from '../base/errors.ts';
import { checkRows, checkShape, readShape, type ModelShape } from './ggufShape.ts';
import { quantizationLabel } from './ggmlTypes.ts';
import { checkKinds, readMetadata, type GgufMetadata } from './ggufMetadata.ts';
import { readTensors } from './ggufTensors.ts';
import { readVocabulary, type GgufVocabulary } from './ggufVocabulary.ts';
import { openRegularFile } from './regularFile.ts';
import { WindowReader } from './windowReader.ts';

export type FimRole = 'prefix' | 'suffix' | 'middle' | 'pad' | 'repository' | 'separator';

/** The second names are those of files converted before 2024-10. */
const fimKeys: Record<FimRole, string[]> = {
  prefix: ['fim_pre_token_id', 'prefix_token_id'],
  suffix: ['fim_suf_token_id', 'suffix_token_id'],
  middle: ['fim_mid_token_id', 'middle_token_id'],
  pad: ['fim_pad_token_id'],
  repository: ['fim_rep_token_id'],
  separator: ['fim_sep_token_id'],
};

export type GgufTokenizer = {
  /** `gpt2` (byte-level BPE), `llama` (SentencePiece), `bert`, … */
  model: string | null;
  /** Name of the pre-tokenizer's rules. */
  pre: string | null;
  vocabularySize: number;
  fimTokenIds: Record<FimRole, number | null>;
  fimTokenTexts: Record<FimRole, string | null>;
  hasChatTemplate: boolean;
  bosTokenId: number | null;
  eosTokenId: number | null;
  /** Null where the file does not say whether prompts begin with the BOS token. */
  addBos: boolean | null;
};

/** What a GGUF file says of itself. */
export type GgufHeader = ModelShape & {
  version: number;
  fileSizeBytes: number;
  tensorBytes: number;
  name: string | null;
  basename: string | null;
  /** As its maker wrote it: `7B`, `30B-A3B`. */
  sizeLabel: string | null;
  quantization: string;
  /** Of this file: for a part of a split model, of the part. */
  parameterCount: number;
  licence: string | null;
  baseModels: string[];
  tokenizer: GgufTokenizer;
  /** Texts of the tokens that the runtime takes for special ones; the only ones a prompt can name. */
  controlTokens: string[];
  /** Files that make up the model. */
  splitCount: number;
};

/**
 * Reads and checks the header of a model file; the only code that looks at one before the inference process does, which
 * a false header could bring down. Reads no weights. Throws a `Failure`; of `modelInvalid` the reason is in `values`.
 */
export async function readGgufHeader(path: string, signal: AbortSignal): Promise<GgufHeader> {
  if (signal.aborted) throw abortError();
  const { handle, stats } = await openRegularFile(path);
  try {
    return await parse(new WindowReader(handle, path, stats.size, signal));
  } catch (error) {
    throw isAbort(error) ? error : toFailure(error);
  } finally {
    await handle.close();
  }
}

async function parse(reader: WindowReader): Promise<GgufHeader> {
  const { version, tensorCount, keyCount } = await readStart(reader);
  const metadata = await readMetadata(reader, keyCount);
  const { values } = metadata;
  const shape = readShape(values);
  if (shape === null) throw reader.invalid('it does not say what kind of model it is');
  const problem = checkShape(shape, values);
  if (problem === 'unsupported') throw reader.unsupported(shape.architecture);
  if (problem !== null) throw reader.invalid(problem.reason);
  const wrongKind = checkKinds(metadata.kinds);
  if (wrongKind) throw reader.invalid(wrongKind.reason);
  const alignment = numberOf(values, 'general.alignment') ?? 32;
  if (!isPowerOfTwo(alignment)) throw reader.invalid(`its alignment of ${alignment} bytes is not a power of two`);
  const tensors = await readTensors(reader, tensorCount, alignment);
  const mismatch = checkRows(shape, values, tensors.rows);
  if (mismatch) throw reader.invalid(mismatch.reason);
  const splitCount = numberOf(values, 'split.count') ?? 1;
  if (tensorCount === 0 && splitCount <= 1) throw reader.invalid('it has no weights');
  const fimTokenIds = fimRecord((role) => tokenId(metadata, ...fimKeys[role]));
  const wanted = new Set(Object.values(fimTokenIds).filter((id) => id !== null));
  const vocabulary = await readVocabulary(reader, metadata, wanted);
  return {
    ...shape,
    version,
    fileSizeBytes: reader.fileSize,
    tensorBytes: tensors.bytes,
    name: textOf(values, 'general.name'),
    basename: textOf(values, 'general.basename'),
    sizeLabel: textOf(values, 'general.size_label'),
    quantization: quantizationLabel(numberOf(values, 'general.file_type'), tensors.mainType),
    parameterCount: tensors.elements,
    licence: textOf(values, 'general.license') ?? textOf(values, 'general.license.name'),
    baseModels: [0, 1, 2, 3].flatMap((i) => textOf(values, `general.base_model.${i}.name`) ?? []),
    tokenizer: readTokenizer(metadata, fimTokenIds, vocabulary),
    controlTokens: vocabulary.control,
    splitCount,
  };
}

async function readStart(reader: WindowReader): Promise<{ version: number; tensorCount: number; keyCount: number }> {
  if (reader.fileSize < 4) throw reader.invalid('it does not begin with GGUF');
  await reader.fill(4);
  if (reader.text(4) !== 'GGUF') throw reader.invalid('it does not begin with GGUF');
  await reader.fill(4);
  const version = reader.u32();
  if (version !== 0 && version % 65_536 === 0) throw reader.invalid('it was written for a big-endian machine');
  if (version === 1) throw reader.invalid('it is in the first version of GGUF, which is no longer read');
  if (version !== 2 && version !== 3) throw reader.invalid(`it is in version ${version} of GGUF`);
  await reader.fill(16);
  return { version, tensorCount: reader.u64(), keyCount: reader.u64() };
}

function readTokenizer(
  metadata: GgufMetadata,
  fimTokenIds: Record<FimRole, number | null>,
  { texts }: GgufVocabulary,
): GgufTokenizer {
  const { values, tokens } = metadata;
  const addBos = values.get('tokenizer.ggml.add_bos_token');
  return {
    model: textOf(values, 'tokenizer.ggml.model'),
    pre: textOf(values, 'tokenizer.ggml.pre'),
    vocabularySize: tokens?.count ?? 0,
    fimTokenIds,
    fimTokenTexts: fimRecord((role) => texts.get(fimTokenIds[role] ?? -1) ?? null),
    hasChatTemplate: (textOf(values, 'tokenizer.chat_template') ?? '').trim() !== '',
    bosTokenId: tokenId(metadata, 'bos_token_id'),
    eosTokenId: tokenId(metadata, 'eos_token_id'),
    addBos: typeof addBos === 'boolean' ? addBos : null,
  };
}

function fimRecord<V>(valueOf: (role: FimRole) => V): Record<FimRole, V> {
  return {
    prefix: valueOf('prefix'),
    suffix: valueOf('suffix'),
    middle: valueOf('middle'),
    pad: valueOf('pad'),
    repository: valueOf('repository'),
    separator: valueOf('separator'),
  };
}

/** Null also for a number outside the vocabulary. */
function tokenId({ values, tokens }: GgufMetadata, ...keys: string[]): number | null {
  for (const key of keys) {
    const id = numberOf(values, `tokenizer.ggml.${key}`);
    if (id !== null && Number.isInteger(id) && id >= 0 && id < (tokens?.count ?? 0)) return id;
  }
  return null;
}

function textOf(values: GgufMetadata['values'], key: string): string | null {
  const value = values.get(key);
  return typeof value === 'string' ? value : null;
}

function numberOf(values: GgufMetadata['values'], key: string): number | null {
  const value = values.get(key);
  return typeof value === 'number' ? value : null;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value)) && value >= 1 && value <= 2 ** 31;
}
