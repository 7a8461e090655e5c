import { LruCache } from '../base/lru.ts';
import { TokenBias, type LlamaModel, type Token } from 'node-llama-cpp';

/** Added to a candidate's logit: far above any real one, small enough to keep their order in 32-bit floats. */
const candidateBias = 1000;

/**
 * Token healing: the prompt's last token is taken back, and the first new tokens must spell its characters again
 * before the model is free. Without it a cursor inside a word meets a token that training never showed there.
 */
export class TokenHealing {
  readonly #model: LlamaModel;
  readonly #free: TokenBias;
  #texts: string[] | undefined;
  #byFirst: Map<string, Token[]> | undefined;

  constructor(model: LlamaModel) {
    this.#model = model;
    this.#free = new TokenBias(model.tokenizer);
  }

  /** Characters that `token` stands for; an empty string for one that cannot be healed (special, part of a character). */
  fragment(token: Token): string {
    const text = this.#model.isSpecialToken(token) ? '' : this.#model.detokenize([token]);
    return text.includes('\uFFFD') ? '' : text;
  }

  readonly #biases = new LruCache<TokenBias>(64);

  /** Only tokens that begin with `fragment`, or that `fragment` begins with; any token when it is empty. */
  bias(fragment: string): TokenBias {
    if (fragment === '') return this.#free;
    const known = this.#biases.get(fragment);
    if (known) return known;
    const bias = new TokenBias(this.#model.tokenizer);
    this.#biases.set(fragment, bias);
    const texts = this.#vocabulary();
    for (const token of this.#byFirst?.get(fragment.charAt(0)) ?? []) {
      const text = texts[token] ?? '';
      if (text.startsWith(fragment) || fragment.startsWith(text)) bias.set(token, { logit: candidateBias });
    }
    return bias;
  }

  #vocabulary(): string[] {
    if (this.#texts) return this.#texts;
    const size = this.#model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? 0;
    const texts: string[] = [];
    const byFirst = new Map<string, Token[]>();
    for (let id = 0; id < size; id++) {
      const text = this.fragment(id as Token);
      texts.push(text);
      if (text === '') continue;
      const list = byFirst.get(text.charAt(0));
      if (list) list.push(id as Token);
      else byFirst.set(text.charAt(0), [id as Token]);
    }
    this.#byFirst = byFirst;
    this.#texts = texts;
    return texts;
  }
}
