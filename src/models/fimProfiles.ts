import type { GgufHeader } from './ggufHeader.ts';

/**
 * How a model wants its fill-in-the-middle prompt. `prefix`, `suffix`, `middle` and `stops` are texts of control tokens of
 * this model's vocabulary, as they stand there (CodeLlama's begin with `▁`).
 */
export type FimProfile = {
  /** The family, or `metadata` for tokens that only the file itself names. */
  id: string;
  /** `psm`: prefix text first; `spm`: suffix text first, for models trained on nothing else. */
  order: 'psm' | 'spm';
  prefix: string;
  suffix: string;
  /** Null: the model writes on after the prefix text. */
  middle: string | null;
  /**
   * The form that sets files of a repository before the prompt: `name` + repository + newline, then for each file
   * `file` + path + newline + text, the one to complete last. Null where none is known, or its tokens are missing.
   */
  repository: FimRepository | null;
  /** Tokens that end the answer, besides the model's own end tokens. */
  stops: string[];
  addBos: boolean;
};

export type FimRepository = { name: string | null; file: string };

export type Family = Omit<FimProfile, 'repository' | 'stops'> & {
  repository?: FimRepository;
  stops?: string[];
  /** True for models of this family among all that have its three tokens. */
  fits?: (header: GgufHeader, tokens: ReadonlySet<string>) => boolean;
  /** True for models that have the tokens and were never trained on them. */
  untrained?: (header: GgufHeader) => boolean;
};

const barred = { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' };
const plain = { prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>' };
const glm = { prefix: '<|code_prefix|>', suffix: '<|code_suffix|>', middle: '<|code_middle|>' };

/** Entries of StarCoder's vocabulary, which Granite-Code and Mellum took over; Granite 3 added three. */
const starcoderEntries = { least: 49_152, most: 49_160 };

/**
 * Tried from above; the first whose tokens and figures are all there is the model's. Several vocabularies share the same
 * names for tokens, and others have them without training: cl100k's descendants (Phi-4, OLMo 2, StableLM 2) hold
 * `<|fim_prefix|>`, Mistral's Tekken `[PREFIX]`. Sources: the families' papers and model cards.
 */
export const fimFamilies: readonly Family[] = [
  {
    id: 'codegemma',
    order: 'psm',
    ...barred,
    repository: { name: null, file: '<|file_separator|>' },
    stops: ['<|file_separator|>', '<end_of_turn>'],
    addBos: true,
    fits: ({ architecture }) => architecture === 'gemma',
  },
  {
    id: 'granite',
    order: 'psm',
    ...barred,
    stops: ['<|end_of_text|>', '<|fim_pad|>'],
    addBos: false,
    fits: ({ architecture }, tokens) =>
      architecture.startsWith('granite') || (tokens.has('<|end_of_text|>') && tokens.has('<|fim_pad|>')),
  },
  {
    id: 'qwen',
    order: 'psm',
    ...barred,
    repository: { name: '<|repo_name|>', file: '<|file_sep|>' },
    stops: ['<|endoftext|>', '<|fim_pad|>', '<|repo_name|>', '<|file_sep|>', '<|im_start|>', '<|im_end|>'],
    addBos: false,
    fits: (_, tokens) => tokens.has('<|repo_name|>') && tokens.has('<|file_sep|>'),
  },
  {
    id: 'mellum',
    order: 'spm',
    ...plain,
    repository: { name: null, file: '<filename>' },
    stops: ['<|endoftext|>', '<filename>'],
    addBos: false,
    fits: (header, tokens) =>
      header.architecture === 'mellum' ||
      (header.architecture === 'llama' &&
        header.tokenizer.vocabularySize === starcoderEntries.least &&
        tokens.has('<filename>') &&
        (tokens.has('<|im_start|>') || calls(header, 'mellum'))),
  },
  {
    id: 'starcoder2',
    order: 'psm',
    ...plain,
    repository: { name: '<repo_name>', file: '<file_sep>' },
    stops: ['<|endoftext|>', '<file_sep>'],
    addBos: false,
    fits: (_, tokens) => tokens.has('<file_sep>') && tokens.has('<repo_name>'),
  },
  {
    // Alibaba's model before Qwen2.5-Coder.
    id: 'codeqwen',
    order: 'psm',
    ...plain,
    repository: { name: '<reponame>', file: '<file_sep>' },
    stops: ['<|endoftext|>', '<file_sep>'],
    addBos: false,
    fits: (_, tokens) => tokens.has('<file_sep>') && tokens.has('<reponame>'),
  },
  {
    id: 'stable-code',
    order: 'psm',
    ...plain,
    stops: ['<|endoftext|>'],
    addBos: false,
    fits: ({ architecture }) => architecture === 'stablelm',
  },
  {
    id: 'granite-code',
    order: 'psm',
    ...plain,
    stops: ['<|endoftext|>', '<fim_pad>'],
    addBos: false,
    fits: (header, tokens) =>
      header.architecture.startsWith('granite') ||
      (header.architecture === 'llama' &&
        header.tokenizer.vocabularySize >= starcoderEntries.least &&
        header.tokenizer.vocabularySize <= starcoderEntries.most &&
        tokens.has('<fim_pad>')),
  },
  {
    id: 'starcoder',
    order: 'psm',
    ...plain,
    repository: { name: '<reponame>', file: '<filename>' },
    stops: ['<|endoftext|>', '<filename>'],
    addBos: false,
  },
  {
    id: 'deepseek',
    order: 'psm',
    prefix: '<｜fim▁begin｜>',
    suffix: '<｜fim▁hole｜>',
    middle: '<｜fim▁end｜>',
    stops: ['<｜end▁of▁sentence｜>'],
    addBos: true,
  },
  { id: 'codellama', order: 'psm', prefix: '▁<PRE>', suffix: '▁<SUF>', middle: '▁<MID>', ...codeLlama() },
  { id: 'codellama', order: 'psm', prefix: '<PRE>', suffix: '<SUF>', middle: '<MID>', ...codeLlama() },
  {
    id: 'seed-coder',
    order: 'spm',
    prefix: '<[fim-prefix]>',
    suffix: '<[fim-suffix]>',
    middle: '<[fim-middle]>',
    stops: ['<[end▁of▁sentence]>', '<[PAD▁TOKEN]>', '<[SEP▁TOKEN]>'],
    addBos: true,
  },
  {
    id: 'codestral',
    order: 'spm',
    prefix: '[PREFIX]',
    suffix: '[SUFFIX]',
    middle: null,
    stops: ['</s>', '[SUFFIX]', '[PREFIX]'],
    addBos: true,
    // Its 22 billion parameters lie in 56 layers; that vocabulary's other models have no such tokens.
    fits: (header) =>
      calls(header, 'codestral') || (header.tokenizer.vocabularySize === 32_768 && header.blockCount === 56),
  },
  {
    id: 'codegeex4',
    order: 'spm',
    ...glm,
    stops: ['<|user|>', '<|endoftext|>'],
    addBos: false,
    fits: ({ architecture }) => architecture === 'chatglm',
  },
  {
    id: 'glm',
    order: 'psm',
    ...glm,
    stops: ['<|user|>', '<|endoftext|>'],
    addBos: false,
    fits: ({ architecture }) => architecture.startsWith('glm'),
  },
  {
    id: 'falcon-coder',
    order: 'psm',
    prefix: '<|prefix|>',
    suffix: '<|suffix|>',
    middle: '<|middle|>',
    stops: ['<|endoftext|>'],
    addBos: false,
    fits: ({ architecture }) => architecture.startsWith('falcon'),
  },
];

/** Null for a model that cannot fill a middle, or that nothing says how to ask. */
export function findFimProfile(header: GgufHeader): FimProfile | null {
  if (header.isEmbedding) return null;
  const tokens = new Set(header.controlTokens);
  const family = fimFamilies.find(
    ({ prefix, suffix, middle, fits }) =>
      tokens.has(prefix) &&
      tokens.has(suffix) &&
      (middle === null || tokens.has(middle)) &&
      (fits === undefined || fits(header, tokens)),
  );
  if (!family) return fromMetadata(header, tokens);
  if (family.untrained?.(header)) return null;
  const { id, order, prefix, suffix, middle, repository, stops = [] } = family;
  return {
    id,
    order,
    prefix,
    suffix,
    middle,
    repository: repository && hasAll(tokens, repository) ? repository : null,
    stops: stops.filter((stop) => tokens.has(stop)),
    addBos: header.tokenizer.addBos ?? family.addBos,
  };
}

/** What the file's own token numbers say, in the commoner order. */
function fromMetadata({ tokenizer }: GgufHeader, tokens: ReadonlySet<string>): FimProfile | null {
  const { prefix, suffix, middle, pad, repository: name, separator: file } = tokenizer.fimTokenTexts;
  if (prefix === null || suffix === null || middle === null) return null;
  const named = [prefix, suffix, middle];
  if (new Set(named).size < named.length || !named.every((token) => tokens.has(token))) return null;
  // Converters gave every Gemma the numbers of CodeGemma's tokens, which in other Gemmas are spare ones.
  if (named.some((token) => /unused|reserved/i.test(token))) return null;
  const repository = file === null ? null : { name, file };
  return {
    id: 'metadata',
    order: 'psm',
    prefix,
    suffix,
    middle,
    repository: repository && hasAll(tokens, repository) ? repository : null,
    stops: [pad, name, file].filter((token) => token !== null).filter((token) => tokens.has(token)),
    addBos: tokenizer.addBos ?? false,
  };
}

/** The 34B, 70B and Python models have the tokens, or their numbers in the metadata, and were not trained to fill. */
function codeLlama(): Pick<Family, 'stops' | 'addBos' | 'fits' | 'untrained'> {
  return {
    stops: ['▁<EOT>', '<EOT>'],
    addBos: true,
    fits: ({ architecture }) => architecture === 'llama',
    untrained: (header) => header.blockCount > 40 || calls(header, 'python'),
  };
}

/** The model's own names for itself and its origin hold `word`. Never enough by itself. */
function calls({ name, basename, baseModels }: GgufHeader, word: string): boolean {
  return [name, basename, ...baseModels].some((text) => text?.toLowerCase().includes(word));
}

function hasAll(tokens: ReadonlySet<string>, { name, file }: FimRepository): boolean {
  return tokens.has(file) && (name === null || tokens.has(name));
}
