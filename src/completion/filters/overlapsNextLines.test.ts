import { expect, test } from 'vitest';
import { overlapsNextLines } from './overlapsNextLines.ts';
import { draftAt } from './testing/draft.ts';

test.each([
  ['the end of the block', 'f() {\n  █\n}\n', 'return 1;\n}', 'return 1;'],
  ['the end of the block below its head', 'f() {█\n}\n', '\n  return 1;\n}', '\n  return 1;'],
  ['several lines', '[\n  █\n  b,\n  c,\n]', 'a,\n  b,\n  c,', 'a,'],
  ['nothing else', 'f() {█\n}\n', '\n}', ''],
])('%s is dropped', (_name, code, text, kept) => {
  expect(overlapsNextLines(draftAt(code, text))).toEqual({ keep: kept.length });
});

test.each([
  ['the end of an inner block', 'f() {\n  █\n}\n', 'if (a) {\n    b();\n  }'],
  ['an end that the text needs itself', 'f() {\n█\n}\n', 'if (a) {\n  b();\n}'],
  ['an end in front of the rest of the line', 'f(█)\n}\n', 'a,\n}'],
])('%s stays', (_name, code, text) => {
  expect(overlapsNextLines(draftAt(code, text))).toBeNull();
});
