import { expect, it } from 'vitest';
import { BlockStream, type Block } from './blockStream.ts';
import { countCodeBlocks, firstSentence } from './plainText.ts';

function blocks(source: string): Block[] {
  const stream = new BlockStream();
  stream.append(source);
  stream.end();
  return stream.finished;
}

it('counts code blocks, those in lists too', () => {
  expect(countCodeBlocks(blocks('```\na\n```\n\n- x\n  ```\n  b\n  ```\n\n`c`'))).toBe(2);
});

it('finds the first sentence as plain text', () => {
  expect(firstSentence(blocks('```\ncode\n```\n\nThe `fetch` call *fails*. Then more.'), 'en')).toBe(
    'The fetch call fails.',
  );
  expect(firstSentence(blocks('```\ncode\n```'), 'en')).toBe('');
  expect(firstSentence(blocks('a'.repeat(300)), 'en')).toHaveLength(201);
});
