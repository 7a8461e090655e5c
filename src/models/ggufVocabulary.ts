import type { GgufMetadata } from './ggufMetadata.ts';
import type { WindowReader } from './windowReader.ts';

/** `LLAMA_TOKEN_TYPE_CONTROL`. */
const controlType = 3;

/** Bytes of token texts that are kept at most; models have up to some thousand control tokens. */
const maxKeptBytes = 2 * 1024 * 1024;
const candidateBytes = { least: 5, most: 40 };

/** Texts that llama.cpp takes for control tokens whatever the file says of their type (llama-vocab.cpp). */
const controlByName: ReadonlySet<string> = new Set(
  [
    '<|fim_prefix|> <fim-prefix> <fim_prefix> <｜fim▁begin｜> <PRE> ▁<PRE> <|code_prefix|> <|prefix|>',
    '<|fim_suffix|> <fim-suffix> <fim_suffix> <｜fim▁hole｜> <SUF> ▁<SUF> <|code_suffix|> <|suffix|>',
    '<|fim_middle|> <fim-middle> <fim_middle> <｜fim▁end｜> <MID> ▁<MID> <|code_middle|> <|middle|>',
    '<|fim_pad|> <fim-pad> <fim_pad> <PAD>',
    '<|fim_repo|> <|repo_name|> <fim-repo> <REPO> <reponame> <|file_sep|>',
    '<|eot_id|> <|im_end|> <|end|> <end_of_turn> <|endoftext|> <|end_of_text|> <EOT>',
    '<｜end▁of▁sentence｜> <end_of_utterance> <|eom_id|>',
  ].flatMap((row) => row.split(' ')),
);

export type GgufVocabulary = {
  /** Texts of the tokens that the runtime takes for special ones, in the vocabulary's order. */
  control: string[];
  /** Texts of the tokens asked for by number. */
  texts: ReadonlyMap<number, string>;
};

/** A second walk over the vocabulary, when the types are known wherever they stood; converts only the texts that matter. */
export async function readVocabulary(
  reader: WindowReader,
  { tokens, tokenTypes }: GgufMetadata,
  wanted: ReadonlySet<number>,
): Promise<GgufVocabulary> {
  const control: string[] = [];
  const texts = new Map<number, string>();
  if (tokens === null) return { control, texts };
  let kept = 0;
  reader.seek(tokens.position);
  for (let id = 0; id < tokens.count; id++) {
    if (!reader.has(8)) await reader.fill(8);
    const length = reader.u64();
    const isControl = tokenTypes?.[id] === controlType;
    let mayMatter = isControl || wanted.has(id);
    if (!mayMatter && length >= candidateBytes.least && length <= candidateBytes.most) {
      if (!reader.has(length)) await reader.fill(length);
      mayMatter = looksSpecial(reader);
    }
    if (!mayMatter) {
      reader.skip(length);
      continue;
    }
    if (!reader.has(length)) await reader.fill(length);
    const text = reader.text(length);
    const isSpecial = isControl || controlByName.has(text);
    if (!isSpecial && !wanted.has(id)) continue;
    kept += length;
    if (kept > maxKeptBytes) throw reader.invalid('its vocabulary has too many control tokens');
    if (isSpecial) control.push(text);
    if (wanted.has(id)) texts.set(id, text);
  }
  return { control, texts };
}

/** Begins with `<` or with `▁<`: as `controlByName` does. */
function looksSpecial(reader: WindowReader): boolean {
  const first = reader.byteAt(0);
  return (
    first === 0x3c ||
    (first === 0xe2 && reader.byteAt(1) === 0x96 && reader.byteAt(2) === 0x81 && reader.byteAt(3) === 0x3c)
  );
}
