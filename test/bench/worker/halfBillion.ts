/**
 * A model file with the exact shape of Qwen2.5-Coder-0.5B (Q8_0, 531 MB) and random weights: what it writes is noise, what it
 * costs is true to life. Made once, at bench time, under node_modules/.cache.
 */
import { existsSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { byteCharacters } from '../../../src/models/testing/byteCharacters.ts';
import { bool, bytesOf, i32s, text, texts, u32, type GgufValue } from '../../../src/models/testing/ggufWriter.ts';

const cache = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'hearth-bench');
const layers = 24;
const width = 896;
const keyValueWidth = 128;
const feedForward = 4864;
const vocabularySize = 151_936;
const firstSpecial = 151_643;
/** Tensor types: 32-bit floats, Q8_0. */
const [plain, q8] = [0, 8];
/** As Qwen2.5 orders them, from `firstSpecial` on; names between the ones that matter are made up. */
const specials = [
  '<|endoftext|>',
  '<|im_start|>',
  '<|im_end|>',
  ...Array.from({ length: 13 }, (_, index) => `<|unused_${index}|>`),
  '<|fim_prefix|>',
  '<|fim_middle|>',
  '<|fim_suffix|>',
  '<|fim_pad|>',
  '<|repo_name|>',
  '<|file_sep|>',
];
const template =
  "{%- for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>' + '\\n' }}{%- endfor %}" +
  "{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{%- endif %}";

/** Path of the model file. Bump its name when its content changes. */
export async function halfBillionModel(): Promise<string> {
  const path = join(cache, 'half-billion-v1.gguf');
  if (existsSync(path)) return path;
  await mkdir(cache, { recursive: true });
  const unfinished = `${path}.${process.pid}.part`;
  const file = await open(unfinished, 'w');
  try {
    const all = tensors();
    await file.writeFile(header(all));
    const random = new RandomWeights();
    for (const tensor of all) {
      for (let left = tensor.bytes; left > 0; left -= RandomWeights.pieceBytes) {
        const size = Math.min(RandomWeights.pieceBytes, left);
        await file.writeFile(
          tensor.type === q8 ? random.next(size) : floats(size, tensor.name.endsWith('.bias') ? 0 : 1),
        );
      }
      await file.writeFile(Buffer.alloc(padded(tensor.bytes) - tensor.bytes));
    }
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  return path;
}

type Tensor = { name: string; type: number; shape: number[]; bytes: number };

function padded(bytes: number): number {
  return Math.ceil(bytes / 32) * 32;
}

function header(all: Tensor[]): Buffer {
  const pairs = metadata();
  const parts = [Buffer.from('GGUF'), bytesOf.u32(3), bytesOf.u64(all.length), bytesOf.u64(pairs.length)];
  for (const [key, value] of pairs) parts.push(bytesOf.text(key), bytesOf.u32(value.type), value.bytes);
  let offset = 0;
  for (const { name, type, shape, bytes } of all) {
    const lengths = shape.map((length) => bytesOf.u64(length));
    parts.push(bytesOf.text(name), bytesOf.u32(shape.length), ...lengths, bytesOf.u32(type), bytesOf.u64(offset));
    offset += padded(bytes);
  }
  const start = Buffer.concat(parts);
  return Buffer.concat([start, Buffer.alloc(padded(start.length) - start.length)]);
}

function tensors(): Tensor[] {
  const all: Tensor[] = [];
  const add = (name: string, type: number, ...shape: number[]): void => {
    const count = shape.reduce((product, length) => product * length, 1);
    all.push({ name, type, shape, bytes: type === q8 ? (count / 32) * 34 : count * 4 });
  };
  add('token_embd.weight', q8, width, vocabularySize);
  add('output_norm.weight', plain, width);
  for (let layer = 0; layer < layers; layer++) {
    const at = `blk.${layer}.`;
    add(`${at}attn_norm.weight`, plain, width);
    for (const [name, outputs] of [
      ['q', width],
      ['k', keyValueWidth],
      ['v', keyValueWidth],
    ] as const) {
      add(`${at}attn_${name}.weight`, q8, width, outputs);
      add(`${at}attn_${name}.bias`, plain, outputs);
    }
    add(`${at}attn_output.weight`, q8, width, width);
    add(`${at}ffn_norm.weight`, plain, width);
    add(`${at}ffn_gate.weight`, q8, width, feedForward);
    add(`${at}ffn_up.weight`, q8, width, feedForward);
    add(`${at}ffn_down.weight`, q8, feedForward, width);
  }
  return all;
}

/** Q8_0 blocks of a 16-bit scale (0.02 ÷ 73: weights of a usual spread) and 32 random bytes; the same at each run. */
class RandomWeights {
  static readonly pieceBytes = 34 * 16 * 16_384;
  readonly #words = new Uint32Array(RandomWeights.pieceBytes / 4);
  #state = 1;

  next(bytes: number): Buffer {
    const words = this.#words;
    let state = this.#state;
    for (let index = 0; index * 4 < bytes; index++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[index] = state;
    }
    this.#state = state;
    const piece = Buffer.from(words.buffer, 0, bytes);
    for (let at = 0; at < bytes; at += 34) piece.writeUInt16LE(0x0c_7d, at);
    return piece;
  }
}

function floats(bytes: number, value: number): Buffer {
  return Buffer.from(new Float32Array(bytes / 4).fill(value).buffer);
}

const f32 = (value: number): GgufValue => ({ type: 6, bytes: floats(4, value) });

function metadata(): [key: string, value: GgufValue][] {
  const { tokens, merges } = vocabulary();
  const types = tokens.map((_, id) => (id >= firstSpecial && id < firstSpecial + specials.length ? 3 : 1));
  const special = (name: string): number => firstSpecial + specials.indexOf(name);
  return [
    ['general.architecture', text('qwen2')],
    ['general.name', text('Half a billion random weights')],
    ['general.file_type', u32(7)],
    ['qwen2.block_count', u32(layers)],
    ['qwen2.context_length', u32(32_768)],
    ['qwen2.embedding_length', u32(width)],
    ['qwen2.feed_forward_length', u32(feedForward)],
    ['qwen2.attention.head_count', u32(14)],
    ['qwen2.attention.head_count_kv', u32(2)],
    ['qwen2.attention.layer_norm_rms_epsilon', f32(1e-6)],
    ['qwen2.rope.freq_base', f32(1_000_000)],
    ['tokenizer.ggml.model', text('gpt2')],
    ['tokenizer.ggml.pre', text('qwen2')],
    ['tokenizer.ggml.tokens', texts(tokens)],
    ['tokenizer.ggml.token_type', i32s(types)],
    ['tokenizer.ggml.merges', texts(merges)],
    ['tokenizer.ggml.add_bos_token', bool(false)],
    ['tokenizer.ggml.bos_token_id', u32(special('<|endoftext|>'))],
    ['tokenizer.ggml.eos_token_id', u32(special('<|im_end|>'))],
    ['tokenizer.ggml.padding_token_id', u32(special('<|endoftext|>'))],
    ['tokenizer.ggml.fim_pre_token_id', u32(special('<|fim_prefix|>'))],
    ['tokenizer.ggml.fim_suf_token_id', u32(special('<|fim_suffix|>'))],
    ['tokenizer.ggml.fim_mid_token_id', u32(special('<|fim_middle|>'))],
    ['tokenizer.ggml.fim_pad_token_id', u32(special('<|fim_pad|>'))],
    ['tokenizer.ggml.fim_rep_token_id', u32(special('<|repo_name|>'))],
    ['tokenizer.ggml.fim_sep_token_id', u32(special('<|file_sep|>'))],
    ['tokenizer.chat_template', text(template)],
  ];
}

/** The 256 byte characters, pairs and triples of letters that merge from them, fillers, and the special tokens. */
function vocabulary(): { tokens: string[]; merges: string[] } {
  const tokens = byteCharacters();
  const merges: string[] = [];
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(97 + index));
  const merge = (left: string, right: string): string => {
    merges.push(`${left} ${right}`);
    tokens.push(left + right);
    return left + right;
  };
  for (const first of ['Ġ', ...letters]) {
    for (const second of letters) merge(first, second);
  }
  for (const first of ['Ġ', ...letters]) {
    for (const second of letters) for (const third of letters) merge(first + second, third);
  }
  for (let filler = 0; tokens.length < firstSpecial; filler++) tokens.push(`Ġfiller${filler}`);
  tokens.push(...specials);
  for (let unused = 0; tokens.length < vocabularySize; unused++) tokens.push(`[PAD${unused}]`);
  return { tokens, merges };
}
