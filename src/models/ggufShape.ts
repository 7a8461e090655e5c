import type { GgufMetadata } from './ggufMetadata.ts';

/** The figures of a model's architecture that decide what it is, what it costs, and whether llama.cpp survives it. */
export type ModelShape = {
  architecture: string;
  /** Tokens. */
  contextLength: number;
  blockCount: number;
  embeddingLength: number;
  /** The largest of its layers; 0 for models without attention. */
  headCount: number;
  headCountKv: number;
  /** Bytes of keys and values that a token of context adds, at 16 bits a value. */
  kvBytesPerToken: number;
  isEmbedding: boolean;
  /** As in llama.cpp: 0 none, 1 mean, 2 first token, 3 last token, 4 rank. */
  poolingType: number | null;
};

/** llama.cpp's LLAMA_MAX_LAYERS and LLAMA_MAX_EXPERTS: beyond them it ends the process. */
const maxLayers = 512;
const maxExperts = 512;

const maxHeads = 65_536;

/** They pool a text into one vector and write no text. */
const embeddingArchitectures =
  /^(bert|modern-bert|nomic-bert|nomic-bert-moe|neo-bert|jina-bert-v2|jina-bert-v3|eurobert|gemma-embedding|llama-embed|t5encoder)$/;

/** Image encoders, image and speech models: GGUF files that are no language model. */
const otherArchitectures = /^(clip|wavtokenizer-dec|flux|sd1|sd3|sdxl|ltxv|hyvid|wan|aura|cosmos|lumina2|qwen_image)$/;

/** Without attention: their files say 0 heads, or nothing. */
const recurrentArchitectures = /^(mamba2?|rwkv6|rwkv6qwen2|rwkv7|arwkv7)$/;

/** Attention in every layer: a layer without heads makes llama.cpp divide by zero. Others mix in layers of another kind. */
const uniformArchitectures =
  /^(llama|mistral3|qwen2|qwen3|qwen2moe|qwen3moe|gemma[23]?|starcoder2?|stablelm|granite|phi[23]|deepseek2?)$/;

/** Null without an architecture, or with one that is no name. */
export function readShape(values: GgufMetadata['values']): ModelShape | null {
  const architecture = values.get('general.architecture');
  if (typeof architecture !== 'string' || !/^[\w.-]{1,64}$/.test(architecture)) return null;
  const number = (key: string): number | null => {
    const value = values.get(`${architecture}.${key}`);
    return typeof value === 'number' ? value : null;
  };
  const blockCount = number('block_count') ?? NaN;
  const embeddingLength = number('embedding_length') ?? NaN;
  const heads = perLayer(values.get(`${architecture}.attention.head_count`));
  const kvHeads = perLayer(values.get(`${architecture}.attention.head_count_kv`) ?? heads);
  const headCount = Math.max(0, ...heads);
  const headSize = headCount > 0 ? embeddingLength / headCount : 0;
  const keyAndValue = (number('attention.key_length') ?? headSize) + (number('attention.value_length') ?? headSize);
  const kvHeadsOfLayers = kvHeads.length === 1 ? (kvHeads[0] ?? 0) * blockCount : sum(kvHeads);
  const poolingType = number('pooling_type');
  return {
    architecture,
    contextLength: number('context_length') ?? NaN,
    blockCount,
    embeddingLength,
    headCount,
    headCountKv: Math.max(0, ...kvHeads),
    kvBytesPerToken: kvHeadsOfLayers * keyAndValue * 2,
    isEmbedding: embeddingArchitectures.test(architecture) || (poolingType !== null && poolingType > 0),
    poolingType,
  };
}

/** Null when llama.cpp takes these figures without ending its process. */
export function checkShape(
  shape: ModelShape,
  values: GgufMetadata['values'],
): 'unsupported' | { reason: string } | null {
  const { architecture } = shape;
  if (otherArchitectures.test(architecture)) return 'unsupported';
  if (!isCount(shape.blockCount, maxLayers)) return { reason: `it claims ${shape.blockCount} layers` };
  if (!isCount(shape.contextLength)) return { reason: `it claims a context of ${shape.contextLength} tokens` };
  if (!isCount(shape.embeddingLength)) return { reason: `it claims an embedding of ${shape.embeddingLength} values` };
  for (const key of ['attention.head_count', 'attention.head_count_kv']) {
    const value = values.get(`${architecture}.${key}`);
    // Only the count of all heads must be there: that of the key-value heads is the same by default.
    if (value === undefined && key.endsWith('_kv')) continue;
    if (recurrentArchitectures.test(architecture)) continue;
    const heads = perLayer(value);
    const least = Array.isArray(value) && !uniformArchitectures.test(architecture) ? 0 : 1;
    const fits = heads.every((count) => Number.isInteger(count) && count >= least && count <= maxHeads);
    if (!fits || Math.max(0, ...heads) < 1)
      return { reason: `it claims ${heads.slice(0, 8).join(', ') || 'no'} ${key}` };
    if (Array.isArray(value) && heads.length < shape.blockCount) return { reason: `${key} is missing for some layers` };
  }
  for (const key of ['attention.key_length', 'attention.value_length']) {
    const value = values.get(`${architecture}.${key}`);
    if (value !== undefined && !isCount(Number(value), maxHeads))
      return { reason: `it claims a ${key} of ${String(value)}` };
  }
  const predicting = values.get(`${architecture}.nextn_predict_layers`) ?? 0;
  if (!(Number(predicting) < shape.blockCount))
    return { reason: `it claims ${String(predicting)} layers that predict` };
  if (!Number.isFinite(shape.kvBytesPerToken) || shape.kvBytesPerToken < 0) return { reason: 'its heads have no size' };
  return checkExperts(values.get(`${architecture}.expert_count`), values.get(`${architecture}.expert_used_count`));
}

/**
 * The same for the metadata's figures against the tensors: llama.cpp lays out each tensor by the metadata before it
 * compares, and ends the process over rows of less than a block.
 */
export function checkRows(
  { architecture }: ModelShape,
  values: GgufMetadata['values'],
  rows: ReadonlyMap<string, number>,
): { reason: string } | null {
  if (!uniformArchitectures.test(architecture)) return null;
  const pairs = [
    ['token_embd.weight', 'embedding_length'],
    ['blk.0.ffn_down.weight', 'feed_forward_length'],
    ['blk.0.ffn_down_exps.weight', 'expert_feed_forward_length'],
  ] as const;
  for (const [tensor, key] of pairs) {
    const value = values.get(`${architecture}.${key}`);
    if (value === undefined && key.startsWith('expert')) continue;
    const [claimed] = perLayer(value);
    const row = rows.get(tensor);
    if (!isCount(claimed ?? 0)) return { reason: `it claims a ${key} of ${claimed ?? 'nothing'}` };
    if (row !== undefined && row !== claimed)
      return { reason: `${key} is ${claimed} and ${tensor} has rows of ${row}` };
  }
  return null;
}

function checkExperts(count: unknown, used: unknown): { reason: string } | null {
  const experts = typeof count === 'number' ? count : 0;
  const active = typeof used === 'number' ? used : 0;
  const fits = experts === 0 ? active === 0 : isCount(experts, maxExperts) && isCount(active, experts);
  return fits ? null : { reason: `it claims ${active} of ${experts} experts` };
}

function perLayer(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'number') : [];
}

function isCount(value: number, most = 2 ** 32): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
