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
  /** Tokens by their first two characters; those of one character by that one. */
  readonly #byStart = new Map<string, Token[]>();
  readonly #startsByFirst = new Map<string, string[]>();

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
    const first = fragment.charAt(0);
    const starts = fragment.length > 1 ? [first, fragment.slice(0, 2)] : (this.#startsByFirst.get(first) ?? []);
    for (const start of starts) {
      for (const token of this.#byStart.get(start) ?? []) {
        const text = texts[token] ?? '';
        if (text.startsWith(fragment) || fragment.startsWith(text)) bias.set(token, { logit: candidateBias });
      }
    }
    return bias;
  }

  /** Reads the vocabulary, some 0.1 s for 150,000 tokens, so that the first key need not wait for it. */
  prepare(): void {
    this.#vocabulary();
  }

  #vocabulary(): string[] {
    if (this.#texts) return this.#texts;
    const size = this.#model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? 0;
    const texts: string[] = [];
    for (let id = 0; id < size; id++) {
      const text = this.fragment(id as Token);
      texts.push(text);
      if (text === '') continue;
      const start = text.slice(0, 2);
      const list = this.#byStart.get(start);
      if (list) {
        list.push(id as Token);
        continue;
      }
      this.#byStart.set(start, [id as Token]);
      const starts = this.#startsByFirst.get(text.charAt(0));
      if (starts) starts.push(start);
      else this.#startsByFirst.set(text.charAt(0), [start]);
    }
    this.#texts = texts;
    return texts;
  }
}
