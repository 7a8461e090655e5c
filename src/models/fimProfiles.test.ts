import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFimProfile } from './fimProfiles.ts';
import { readGgufHeader, type FimRole, type GgufHeader } from './ggufHeader.ts';

const noTokens: Record<FimRole, null> = {
  prefix: null,
  suffix: null,
  middle: null,
  pad: null,
  repository: null,
  separator: null,
};

type Model = {
  arch: string;
  /** Control tokens. */
  tokens: string;
  size?: number;
  blocks?: number;
  name?: string;
  basename?: string;
  baseModels?: string[];
  addBos?: boolean;
  isEmbedding?: boolean;
  /** Texts of the tokens that the metadata's own keys name. */
  named?: Partial<Record<FimRole, string>>;
};

function header({
  arch,
  tokens,
  size = 32_000,
  blocks = 32,
  name,
  basename,
  baseModels,
  addBos,
  isEmbedding,
  named,
}: Model): GgufHeader {
  return {
    architecture: arch,
    name: name ?? null,
    basename: basename ?? null,
    sizeLabel: null,
    version: 3,
    fileSizeBytes: 1e9,
    tensorBytes: 1e9,
    contextLength: 8192,
    blockCount: blocks,
    embeddingLength: 4096,
    headCount: 32,
    headCountKv: 8,
    kvBytesPerToken: 131_072,
    quantization: 'Q4_K_M',
    parameterCount: 7e9,
    licence: null,
    baseModels: baseModels ?? [],
    isEmbedding: isEmbedding ?? false,
    poolingType: null,
    controlTokens: tokens.split(' '),
    splitCount: 1,
    tokenizer: {
      model: 'gpt2',
      pre: null,
      vocabularySize: size,
      fimTokenIds: noTokens,
      fimTokenTexts: { ...noTokens, ...named },
      hasChatTemplate: false,
      bosTokenId: null,
      eosTokenId: null,
      addBos: addBos ?? null,
    },
  };
}

const barred = '<|fim_prefix|> <|fim_middle|> <|fim_suffix|>';
const plain = '<fim_prefix> <fim_middle> <fim_suffix>';
const qwen = `<|endoftext|> <|im_start|> <|im_end|> ${barred} <|fim_pad|> <|repo_name|> <|file_sep|>`;
const starcoder = `<|endoftext|> ${plain} <fim_pad> <filename> <gh_stars> <reponame>`;
const cl100k = `<|endoftext|> ${barred} <|endofprompt|>`;
const tekken = '<unk> <s> </s> [INST] [/INST] <pad> [PREFIX] [MIDDLE] [SUFFIX]';
const codeLlama = '<s> </s> ▁<PRE> ▁<SUF> ▁<MID> ▁<EOT>';
const deepseek = '<｜begin▁of▁sentence｜> <｜end▁of▁sentence｜> <｜fim▁begin｜> <｜fim▁hole｜> <｜fim▁end｜>';
const seed = '<[begin▁of▁sentence]> <[end▁of▁sentence]> <[PAD▁TOKEN]> <[fim-prefix]> <[fim-suffix]> <[fim-middle]>';
const glm = '<|endoftext|> <|user|> <|code_prefix|> <|code_middle|> <|code_suffix|>';
const own = { prefix: '<pre>', suffix: '<suf>', middle: '<mid>' };

/** `expected`: family, order, and the repository form's file token where there is one. */
const rows: [what: string, model: Model, expected: string | null][] = [
  // Families.
  ['Qwen2.5-Coder', { arch: 'qwen2', tokens: qwen, size: 151_936 }, 'qwen psm <|file_sep|>'],
  ['Qwen3-Coder 30B-A3B', { arch: 'qwen3moe', tokens: qwen, size: 151_936, blocks: 48 }, 'qwen psm <|file_sep|>'],
  ['Qwen3-Coder-Next', { arch: 'qwen3next', tokens: qwen, size: 151_936, blocks: 48 }, 'qwen psm <|file_sep|>'],
  [
    'the starter: another architecture and size',
    { arch: 'llama', tokens: qwen, size: 8192, blocks: 6 },
    'qwen psm <|file_sep|>',
  ],
  [
    'CodeGemma',
    { arch: 'gemma', tokens: `<bos> ${barred} <|file_separator|> <end_of_turn>`, size: 256_000 },
    'codegemma psm <|file_separator|>',
  ],
  ['CodeGemma, separator a normal token', { arch: 'gemma', tokens: `<bos> ${barred}`, size: 256_000 }, 'codegemma psm'],
  ['Granite 3.3', { arch: 'granite', tokens: `<|end_of_text|> ${barred} <|fim_pad|>`, size: 49_160 }, 'granite psm'],
  [
    'Granite 4.0-H',
    { arch: 'granitehybrid', tokens: `<|end_of_text|> ${barred} <|fim_pad|>`, size: 100_352 },
    'granite psm',
  ],
  [
    'a Granite 4 under the name of llama',
    { arch: 'llama', tokens: `<|end_of_text|> ${barred} <|fim_pad|>`, size: 100_352 },
    'granite psm',
  ],
  ['Granite 3.0, StarCoder names', { arch: 'granite', tokens: starcoder, size: 49_155 }, 'granite-code psm'],
  ['Granite-Code 8B', { arch: 'llama', tokens: starcoder, size: 49_152, blocks: 36 }, 'granite-code psm'],
  ['Mellum-4B', { arch: 'llama', tokens: `${starcoder} <|im_start|>`, size: 49_152 }, 'mellum spm <filename>'],
  [
    'Mellum-4B without chat tokens',
    { arch: 'llama', tokens: starcoder, size: 49_152, basename: 'Mellum-4b-sft' },
    'mellum spm <filename>',
  ],
  ['Mellum2', { arch: 'mellum', tokens: `${starcoder} <|im_start|>`, size: 98_304 }, 'mellum spm <filename>'],
  ['StarCoder', { arch: 'starcoder', tokens: starcoder, size: 49_152 }, 'starcoder psm <filename>'],
  [
    'StarCoder2',
    { arch: 'starcoder2', tokens: `${plain} <fim_pad> <repo_name> <file_sep>`, size: 49_152 },
    'starcoder2 psm <file_sep>',
  ],
  [
    'StarCoder2, file tokens normal ones',
    { arch: 'starcoder2', tokens: `${plain} <|endoftext|>`, size: 49_152 },
    'starcoder psm',
  ],
  ['Refact', { arch: 'refact', tokens: starcoder, size: 49_216 }, 'starcoder psm <filename>'],
  ['CodeQwen1.5', { arch: 'qwen2', tokens: `${plain} <reponame> <file_sep>`, size: 92_416 }, 'codeqwen psm <file_sep>'],
  ['Stable-Code-3B', { arch: 'stablelm', tokens: starcoder, size: 50_304 }, 'stable-code psm'],
  ['DeepSeek-Coder', { arch: 'llama', tokens: deepseek, size: 32_256 }, 'deepseek psm'],
  ['DeepSeek-Coder-V2-Lite', { arch: 'deepseek2', tokens: deepseek, size: 102_400, blocks: 27 }, 'deepseek psm'],
  ['CodeLlama 7B', { arch: 'llama', tokens: codeLlama, size: 32_016 }, 'codellama psm'],
  [
    'CodeLlama 13B, other spelling',
    { arch: 'llama', tokens: '<PRE> <SUF> <MID> <EOT>', size: 32_016, blocks: 40 },
    'codellama psm',
  ],
  ['Seed-Coder', { arch: 'llama', tokens: seed, size: 155_136 }, 'seed-coder spm'],
  ['Codestral 22B', { arch: 'llama', tokens: '</s> [PREFIX] [SUFFIX]', size: 32_768, blocks: 56 }, 'codestral spm'],
  [
    'a Codestral of another shape',
    { arch: 'mamba2', tokens: '</s> [PREFIX] [SUFFIX]', size: 32_768, blocks: 64, basename: 'mamba-codestral' },
    'codestral spm',
  ],
  ['GLM-4.5', { arch: 'glm4moe', tokens: glm, size: 151_552 }, 'glm psm'],
  ['CodeGeeX4', { arch: 'chatglm', tokens: glm, size: 151_552 }, 'codegeex4 spm'],
  ['Falcon-H1-Tiny-Coder', { arch: 'falcon-h1', tokens: '<|prefix|> <|suffix|> <|middle|>' }, 'falcon-coder psm'],
  ['tokens that only the file names', { arch: 'llama', tokens: '<pre> <suf> <mid>', named: own }, 'metadata psm'],
  [
    'the same with its file separator',
    { arch: 'llama', tokens: '<pre> <suf> <mid> <file>', named: { ...own, separator: '<file>' } },
    'metadata psm <file>',
  ],
  [
    'cl100k, and the file says so',
    {
      arch: 'llama',
      tokens: cl100k,
      named: { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' },
    },
    'metadata psm',
  ],
  // Look-alikes: the tokens are there and were never trained, or belong to something else.
  ['Phi-4', { arch: 'phi3', tokens: `${cl100k} <|im_start|>`, size: 100_352 }, null],
  ['OLMo 2', { arch: 'olmo2', tokens: cl100k, size: 100_352 }, null],
  ['StableLM 2 12B', { arch: 'stablelm', tokens: `${cl100k} <|im_start|>`, size: 100_352 }, null],
  ['Mistral Nemo', { arch: 'llama', tokens: tekken, size: 131_072, blocks: 40 }, null],
  ['Devstral Small', { arch: 'llama', tokens: tekken, size: 131_072, blocks: 40, name: 'Devstral Small' }, null],
  ['Mistral 7B v0.3', { arch: 'llama', tokens: '</s> [INST] [control_8]', size: 32_768 }, null],
  ['CodeLlama 70B', { arch: 'llama', tokens: codeLlama, size: 32_016, blocks: 80 }, null],
  ['CodeLlama 7B Python', { arch: 'llama', tokens: codeLlama, size: 32_016, basename: 'CodeLlama-7b-Python' }, null],
  [
    'Gemma with the numbers of CodeGemma',
    {
      arch: 'gemma',
      tokens: '<unused60> <unused61> <unused62>',
      named: { prefix: '<unused60>', suffix: '<unused62>', middle: '<unused61>' },
    },
    null,
  ],
  [
    'SmolLM2',
    { arch: 'llama', tokens: '<|endoftext|> <repo_name> <reponame> <file_sep> <filename>', size: 49_152 },
    null,
  ],
  ['Llama 3', { arch: 'llama', tokens: '<|begin_of_text|> <|eot_id|>', size: 128_256 }, null],
  ['an embedding model from Qwen3', { arch: 'qwen3', tokens: qwen, size: 151_936, isEmbedding: true }, null],
  [
    'another architecture with the tokens of Falcon',
    { arch: 'llama', tokens: '<|prefix|> <|suffix|> <|middle|>' },
    null,
  ],
  [
    'a name, no tokens',
    { arch: 'qwen2', tokens: '<|im_start|>', name: 'Qwen2.5-Coder 7B', basename: 'qwen2.5-coder' },
    null,
  ],
  // Near misses: one token short.
  ['Qwen without a middle', { arch: 'qwen2', tokens: qwen.replace('<|fim_middle|> ', '') }, null],
  ['Qwen without a suffix', { arch: 'qwen2', tokens: qwen.replace('<|fim_suffix|> ', '') }, null],
  ['Qwen without its file tokens', { arch: 'qwen2', tokens: barred }, null],
  ['StarCoder without a middle', { arch: 'starcoder', tokens: starcoder.replace('<fim_middle> ', '') }, null],
  ['DeepSeek without an end', { arch: 'llama', tokens: deepseek.replace(' <｜fim▁end｜>', '') }, null],
  ['DeepSeek in plain bars', { arch: 'llama', tokens: '<|fim▁begin|> <|fim▁hole|> <|fim▁end|>' }, null],
  ['Codestral without a suffix', { arch: 'llama', tokens: '[PREFIX] [MIDDLE]', size: 32_768, blocks: 56 }, null],
  ['Seed-Coder, its tokens normal ones', { arch: 'llama', tokens: '<[begin▁of▁sentence]>', size: 155_136 }, null],
  ['mixed spellings', { arch: 'starcoder', tokens: '<fim_prefix> <|fim_suffix|> <|fim_middle|>' }, null],
  ['capital letters', { arch: 'qwen2', tokens: qwen.toUpperCase() }, null],
  [
    'named tokens, one missing',
    { arch: 'llama', tokens: '<pre> <suf> <mid>', named: { prefix: '<pre>', suffix: '<suf>' } },
    null,
  ],
  ['named tokens of normal type', { arch: 'llama', tokens: '<pre> <suf>', named: own }, null],
  ['the same token named twice', { arch: 'llama', tokens: '<pre> <suf>', named: { ...own, middle: '<suf>' } }, null],
];

describe('findFimProfile', () => {
  it.each(rows)('%s', (_, model, expected) => {
    const profile = findFimProfile(header(model));
    const found =
      profile && [profile.id, profile.order, ...(profile.repository ? [profile.repository.file] : [])].join(' ');
    expect(found).toBe(expected);
  });

  it('names only control tokens of the vocabulary', () => {
    for (const [, model] of rows) {
      const profile = findFimProfile(header(model));
      if (!profile) continue;
      const { prefix, suffix, middle, repository, stops } = profile;
      const named = [prefix, suffix, middle, repository?.name ?? null, repository?.file ?? null, ...stops];
      for (const token of named) if (token !== null) expect(model.tokens.split(' ')).toContain(token);
    }
  });

  it('spells out the starter', async () => {
    const path = join(import.meta.dirname, '../../models/hearth-starter-q8_0.gguf');
    expect(findFimProfile(await readGgufHeader(path, new AbortController().signal))).toEqual({
      id: 'qwen',
      order: 'psm',
      prefix: '<|fim_prefix|>',
      suffix: '<|fim_suffix|>',
      middle: '<|fim_middle|>',
      repository: { name: '<|repo_name|>', file: '<|file_sep|>' },
      stops: ['<|endoftext|>', '<|fim_pad|>', '<|repo_name|>', '<|file_sep|>', '<|im_start|>', '<|im_end|>'],
      addBos: false,
    });
  });

  it('lets the file decide on the BOS token', () => {
    expect(findFimProfile(header({ arch: 'llama', tokens: deepseek }))?.addBos).toBe(true);
    expect(findFimProfile(header({ arch: 'llama', tokens: deepseek, addBos: false }))?.addBos).toBe(false);
    expect(findFimProfile(header({ arch: 'llama', tokens: qwen, addBos: true }))?.addBos).toBe(true);
  });
});
