import type { LlamaModel, Token } from 'node-llama-cpp';
import { LruCache } from '../base/lru.ts';
import { Failure } from '../base/errors.ts';
import type { PromptPart } from '../protocol/workerApi.ts';

/** Turns prompt parts into tokens; a frozen part (prefix, suffix) is tokenised once per burst, not once per key. */
export class PromptTokenizer {
  readonly #model: LlamaModel;
  readonly #texts = new LruCache<Token[]>(64);
  readonly #specials = new Map<string, Token>();

  constructor(model: LlamaModel) {
    this.#model = model;
  }

  text(text: string): Token[] {
    const known = this.#texts.get(text);
    if (known) return known;
    const tokens = this.#model.tokenize(text, false, 'trimLeadingSpace');
    this.#texts.set(text, tokens);
    return tokens;
  }

  /** The one token that `text` is in this vocabulary; anything else would be text posing as a border. */
  special(text: string): Token {
    const known = this.#specials.get(text);
    if (known !== undefined) return known;
    const [token, ...rest] = this.#model.tokenize(text, true);
    if (token === undefined || rest.length > 0 || !this.#model.isSpecialToken(token)) {
      throw new Failure('modelNoFim', { name: this.#model.filename ?? 'model' }, { cause: `no special token ${text}` });
    }
    this.#specials.set(text, token);
    return token;
  }

  /**
   * Begins with the BOS token where the model wants one. `healed`: with `heal`, the last token of text and where it stands,
   * behind which only borders follow (the cursor's place in any layout, the middle token last or not). Not the first token
   * of all: something must be left to go on from.
   */
  prompt(parts: PromptPart[], heal: boolean): { tokens: Token[]; healed: { token: Token; index: number } | null } {
    const bos = this.#model.tokens.shouldPrependBosToken ? this.#model.tokens.bos : null;
    const tokens = bos === null ? [] : [bos];
    let healed: { token: Token; index: number } | null = null;
    for (const part of parts) {
      if ('special' in part) {
        tokens.push(this.special(part.special));
        continue;
      }
      tokens.push(...this.text(part.text));
      const token = tokens.at(-1);
      if (part.text !== '' && token !== undefined) healed = { token, index: tokens.length - 1 };
    }
    return { tokens, healed: heal && tokens.length > 1 ? healed : null };
  }
}

/** Text of a growing list of tokens; holds back bytes that do not make a whole character yet. */
export class StreamedText {
  readonly #model: LlamaModel;
  readonly #tokens: Token[] = [];
  #emitted: number;

  /** `skip`: leading characters that stand in the document already (token healing). */
  constructor(model: LlamaModel, skip: number) {
    this.#model = model;
    this.#emitted = skip;
  }

  push(token: Token): string {
    this.#tokens.push(token);
    const text = this.#model.detokenize(this.#tokens);
    const whole = text.endsWith('\uFFFD') ? text.replace(/\uFFFD+$/, '') : text;
    if (whole.length <= this.#emitted) return '';
    const fresh = whole.slice(this.#emitted);
    this.#emitted = whole.length;
    return fresh;
  }
}
