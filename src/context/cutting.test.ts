import { array, assert, integer, property, string, constantFrom, oneof } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, cutAround, cutDefinition, lineCount, maxCharacters, maxLines } from './cutting.ts';

const source = `import { open } from './open.ts';
import { close } from './close.ts';

export const limit = 3;

export const names = ['a', 'b'];

/** Reads. */
export function read(path: string): string {
  const file = open(path);

  const text = file.read();
  close(file);
  return text;
}

export class Shelf {
  items: string[] = [];

  add(item: string): void {
    this.items.push(item);
  }
}
`.split('\n');

describe('cut', () => {
  it('cuts between blocks, and lets small ones share a piece', () => {
    expect(cut(source, 10).map(({ startLine, text }) => [startLine, text.split('\n')[0]])).toEqual([
      [10, "import { open } from './open.ts';"],
      [17, '/** Reads. */'],
      [26, 'export class Shelf {'],
    ]);
  });

  it('cuts a long block at its members', () => {
    const member = (name: string): string[] => [`  ${name}() {`, '    one();', '', '    two();', '  }', ''];
    const lines = ['class A {', ...['a', 'b', 'c', 'd'].flatMap(member), '}'];
    expect(cut(lines, 0).map(({ text }) => text.split('\n')[0])).toEqual([
      'class A {',
      '  b() {',
      '  c() {',
      '  d() {',
    ]);
  });

  it('leaves the pieces far from an edit as they are', () => {
    const texts = (lines: readonly string[]): string[] => cut(lines, 0).map(({ text }) => text);
    const edited = source.with(4, 'export const limit = 4;').toSpliced(5, 0, 'export const more = 5;');
    expect(texts(edited).slice(1)).toEqual(texts(source).slice(1));
  });

  it('holds only whole lines of the text, in order, within its bounds, and no overlong line', () => {
    const line = oneof(string({ maxLength: 80 }), constantFrom('', '', '  a b', '    c', '}', 'x'.repeat(400)));
    assert(
      property(array(line, { maxLength: 120 }), integer({ min: 0, max: 9 }), (raw, startLine) => {
        const lines = raw.map((text) => text.replaceAll(/[\r\n]/g, ' '));
        let end = startLine;
        for (const piece of cut(lines, startLine)) {
          const count = lineCount(piece.text);
          const from = piece.startLine - startLine;
          expect(piece.text).toBe(`${lines.slice(from, from + count).join('\n')}\n`);
          expect(piece.startLine).toBeGreaterThanOrEqual(end);
          expect(count).toBeLessThanOrEqual(maxLines);
          expect(piece.text.length).toBeLessThanOrEqual(maxCharacters);
          end = piece.startLine + count;
        }
        const held = cut(lines, 0).reduce(
          (sum, { text }) => sum + text.split('\n').filter((one) => one.trim()).length,
          0,
        );
        expect(held).toBe(lines.filter((one) => one.trim() !== '' && one.length <= 300).length);
      }),
    );
  });
});

describe('cutAround', () => {
  it('gives the piece at a line, or the nearest one', () => {
    expect(cutAround(source, 0, 11)?.startLine).toBe(7);
    expect(cutAround(source, 0, 15)?.startLine).toBe(7);
    expect(cutAround([], 0, 0)).toBeNull();
    expect(cutAround(['', ' '], 0, 0)).toBeNull();
  });
});

describe('cutDefinition', () => {
  it('takes the comment above and the body below', () => {
    expect(cutDefinition(source, 0, 8)).toEqual({ startLine: 7, text: `${source.slice(7, 15).join('\n')}\n` });
  });

  it.each([
    ['Python', ['@cached', 'def load(path):', '    return 1', '', '', 'def save():', '    pass'], 1, 0, 3],
    ['C#', ['int x;', 'void Load()', '{', '  a();', '}', 'int y;'], 1, 1, 4],
    ['Ruby', ['def load', '  1', 'end', 'x = 1'], 0, 0, 3],
    ['one line', ['const a = 1;', 'const b = 2;', 'const c = 3;'], 1, 1, 1],
    ['Go', ['// Load loads.', 'func Load(', '\tpath string,', ') error {', '\treturn nil', '}', 'var x = 1'], 1, 0, 6],
  ])('ends with its block: %s', (_, lines, line, startLine, count) => {
    const piece = cutDefinition(lines, 0, line);
    expect(piece?.startLine).toBe(startLine);
    expect(lineCount(piece?.text ?? '')).toBe(count);
  });

  it('is bounded, keeps its head, and is nothing where nothing stands', () => {
    const lines = ['def long():', ...Array.from({ length: 60 }, (_, index) => `    call_${index}()`)];
    expect(lineCount(cutDefinition(lines, 5, 5)?.text ?? '')).toBe(maxLines);
    expect(cutDefinition(lines, 5, 4)).toBeNull();
    expect(cutDefinition(['a', '', 'b'], 0, 1)).toBeNull();
    expect(cutDefinition(['x'.repeat(1_000)], 0, 0)).toBeNull();
  });
});
