import fc from 'fast-check';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { editBetween } from './edits.ts';
import { TreeSitterSyntax } from './parser.ts';
import { grammarFolder, samples } from './testing/samples.ts';

const { signal } = new AbortController();

function newSyntax(): TreeSitterSyntax {
  return new TreeSitterSyntax({ folder: fileURLToPath(grammarFolder), warn: () => {} });
}

test('an edit says what changed, in UTF-16 units, rows and columns', () => {
  expect(editBetween('a\nbc\nd', 'a\nbxyc\nd')).toEqual({
    startIndex: 3,
    oldEndIndex: 3,
    newEndIndex: 5,
    startPosition: { row: 1, column: 1 },
    oldEndPosition: { row: 1, column: 1 },
    newEndPosition: { row: 1, column: 3 },
  });
  expect(editBetween('a\nb', '')).toMatchObject({ startIndex: 0, oldEndIndex: 3, newEndIndex: 0 });
  expect(editBetween('aa', 'aaa')).toMatchObject({ startIndex: 2, oldEndIndex: 2, newEndIndex: 3 });
  expect(editBetween('same', 'same')).toMatchObject({ startIndex: 4, oldEndIndex: 4, newEndIndex: 4 });
});

test('an edit does not split a character of two units', () => {
  // 🙂 and 🙃 share their first unit; 🙂 and a lone pair with the same second unit share that.
  expect(editBetween('a🙂b', 'a🙃b')).toMatchObject({ startIndex: 1, oldEndIndex: 3, newEndIndex: 3 });
  expect(editBetween('a\ud83d\ude42b', 'a\ud83c\ude42b')).toMatchObject({
    startIndex: 1,
    oldEndIndex: 3,
    newEndIndex: 3,
  });
});

const pieces = [
  '(',
  ')',
  '{',
  '}',
  '[',
  '\n',
  '"',
  "'",
  '`',
  '/*',
  '*/',
  '//',
  ' ',
  ';',
  'é',
  '🙂',
  'name',
  '  f(1);\n',
];
const edit = fc.record({ at: fc.nat(), removed: fc.nat({ max: 12 }), added: fc.constantFrom(...pieces, '') });

test.each(['typescript', 'python', 'go', 'java', 'cpp', 'rust', 'php', 'ruby'])(
  '%s: a text read after others has the errors and places that it has on its own',
  async (languageId) => {
    const code = samples.find((sample) => sample.languageId === languageId)?.code.replace('█', '') ?? '';
    const used = newSyntax();
    const fresh = newSyntax();
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), fc.nat(), async (edits, cursor) => {
        let text = code;
        for (const { at, removed, added } of edits) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + added + text.slice(start + removed);
          const before = text.slice(0, cursor % (text.length + 1));
          const after = text.slice(before.length);
          const request = { languageId, before, text: '', after };
          expect(await used.errors(request, signal)).toBe(await fresh.errors(request, signal));
          expect(await used.placeOf(request, signal)).toBe(await fresh.placeOf(request, signal));
          fresh.dispose(); // forgets the tree
        }
      }),
      { numRuns: 25 },
    );
    used.dispose();
  },
);
