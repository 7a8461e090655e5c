import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockStream, type Block } from './blockStream.ts';

function streamed(pieces: string[]): BlockStream {
  const stream = new BlockStream();
  for (const piece of pieces) {
    stream.append(piece);
    stream.update();
  }
  return stream;
}

function whole(text: string): BlockStream {
  const stream = new BlockStream();
  stream.append(text);
  stream.end();
  return stream;
}

/** What is drawn of blocks: lines are counted from each parse's own start, so they are left out. */
function drawn(blocks: Block[]): unknown {
  return blocks.map(({ tokens }) =>
    tokens.map(({ type, tag, content, info, hidden }) => [type, tag, content, info, hidden]),
  );
}

/** Lines that begin, continue or end blocks of every kind. */
const markdownLines =
  ',,,text,a | b,---|---,-|-x,1 | 2,- item,  more,    code,1. one,2) two,> quote,# head,#,---,===,***,```,~~~ts,* x,+,[a],\ttab,<b>,![i](x),**b,`c,[a]:,/url'.split(
    ',',
  );

describe('BlockStream', () => {
  it('finishes a block when the next has two whole lines', () => {
    const stream = streamed(['One.\n\nTwo', ' goes on\nand on\n']);
    expect(stream.finished.map((block) => block.source.trim())).toEqual(['One.']);
    expect(stream.open.map((block) => block.source.trim())).toEqual(['Two goes on\nand on']);
  });

  it.each([
    ['a heading that becomes a word', ['foo\n#', 'tag\n\nend']],
    ['a rule that becomes bold text', ['foo\n***', 'bold***\n\nend']],
    ['an underline that becomes a list', ['foo\n-', ' item\n\nend']],
    ['a table that is none', ['foo\na | b\n-|-', 'x\n\nend']],
    ['a fence that becomes code in a line', ['foo\n```', 'a` b\n\nend']],
    ['a list that goes on after a blank line', ['- a\n\n', 'text\n\n', '- b\n\n', '  more\n\nend\nend\n']],
    ['a line end in two pieces', ['a\r', '\n\r', '\nb\r\n']],
  ])('is not misled by %s', (_, pieces) => {
    const stream = streamed(pieces);
    stream.end();
    expect(drawn(stream.finished)).toEqual(drawn(whole(pieces.join('')).finished));
  });

  it('draws a late link reference in earlier blocks once the text is whole', () => {
    const stream = streamed(['See [it].\n\nMore.\nMore.\n\nEven more.\nMore.\n\n', '[it]: https://example.com\n']);
    expect(stream.revision).toBe(0);
    stream.end();
    expect(stream.revision).toBe(1);
    expect(stream.finished[0]?.tokens[1]?.children?.map((token) => token.type)).toContain('link_open');
  });

  it('parses finished blocks once', () => {
    const stream = new BlockStream();
    const seen = new Set<Block>();
    for (let index = 0; index < 100; index++) {
      stream.append(`Paragraph ${index}.\nSecond line.\n\n`);
      stream.update();
      for (const block of stream.finished) seen.add(block);
      expect(stream.open.length).toBeLessThanOrEqual(2);
    }
    expect(seen.size).toBe(stream.finished.length);
  });

  it('gives the same blocks however the text is cut', () => {
    const line = fc.constantFrom(...markdownLines);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 25 }), fc.array(fc.integer({ min: 1, max: 9 })), (lines, cuts) => {
        const text = lines.join('\n');
        const pieces: string[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(text.slice(at, at + cut));
          at += cut;
        }
        const stream = streamed([...pieces, text.slice(at)]);
        stream.end();
        expect(stream.source).toBe(text);
        expect(drawn(stream.finished)).toEqual(drawn(whole(text).finished));
      }),
      { numRuns: 2000 },
    );
  });
});
