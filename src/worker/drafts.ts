/** Tokens guessed ahead in one pass. */
export const draftLength = 4;
/** Tokens that must have stood in this order before; fewer repeat by chance. */
const leastContext = 3;
const longestContext = 8;

/** What followed the last time that the end of `tokens` occurred: after its longest occurrence, the latest of equals. */
export function lookUp<Token>(tokens: readonly Token[], length: number): Token[] {
  const end = tokens.length - 1;
  let [best, bestLength] = [-1, leastContext - 1];
  for (let at = end - 1; at >= leastContext - 1 && bestLength < longestContext; at--) {
    let same = 0;
    while (same < longestContext && at >= same && tokens[at - same] === tokens[end - same]) same++;
    if (same > bestLength) [best, bestLength] = [at, same];
  }
  return best < 0 ? [] : tokens.slice(best + 1, best + 1 + length);
}

/** Drafts tried before they are judged, and again after so many passes without. */
const trials = 3;
const passesBetweenTrials = 256;
/** A gain smaller than this is not worth the work. */
const leastGain = 1.1;

/**
 * Whether drafts pay on this machine with this model. A pass over five tokens costs 1.1 to 1.8 times one where arithmetic is
 * abundant (graphics cards, processors with matrix units), and five times where it is not, whatever part of them is accepted.
 */
export class DraftPolicy {
  #plainMs = Infinity;
  #draftedMs = Infinity;
  /** Mean of tokens accepted per draft. */
  #accepted = 2;
  #tried = 0;
  #passesWithout = 0;

  get pays(): boolean {
    if (this.#tried < trials) return this.#plainMs < Infinity;
    return (1 + this.#accepted) / (this.#draftedMs / this.#plainMs) >= leastGain;
  }

  plain(ms: number): void {
    this.#plainMs = follow(this.#plainMs, ms);
    if (++this.#passesWithout < passesBetweenTrials || this.pays) return;
    this.#tried = trials - 1;
    this.#draftedMs = Infinity;
  }

  drafted(ms: number, accepted: number): void {
    this.#passesWithout = 0;
    this.#tried++;
    this.#draftedMs = follow(this.#draftedMs, ms);
    this.#accepted += (accepted - this.#accepted) / 10;
  }
}

/** The time when nothing else runs: quickly down, slowly up. */
function follow(known: number, ms: number): number {
  return Math.min(ms, known * 1.1);
}
