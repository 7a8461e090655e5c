import type { Token } from './parser.ts';
import type { Block } from './blockStream.ts';

/** Longest text read out at the end of an answer, in characters. */
const maxSentenceLength = 200;

export function countCodeBlocks(blocks: Block[]): number {
  return blocks.flatMap((block) => block.tokens).filter(isCode).length;
}

export function isCode(token: Token): boolean {
  return token.type === 'fence' || token.type === 'code_block';
}

/** The first sentence of the first paragraph, list item or heading; empty if the answer is code only. */
export function firstSentence(blocks: Block[], locale: string): string {
  const inline = blocks.flatMap((block) => block.tokens).find((token) => token.type === 'inline');
  const text = inlineText(inline?.children ?? []).trim();
  const [first] = new Intl.Segmenter(locale, { granularity: 'sentence' }).segment(text);
  const sentence = first?.segment.trim() ?? '';
  return sentence.length <= maxSentenceLength ? sentence : `${sentence.slice(0, maxSentenceLength)}…`;
}

export function inlineText(tokens: Token[]): string {
  return tokens
    .map((token) => (token.type === 'softbreak' || token.type === 'hardbreak' ? ' ' : token.content))
    .join('');
}
