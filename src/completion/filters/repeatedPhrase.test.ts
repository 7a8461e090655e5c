import { expect, test } from 'vitest';
import { repeatedPhrase } from './repeatedPhrase.ts';
import { draftAt } from './testing/draft.ts';

test.each([
  ['words in a row', 'x = "very very very very very very big"', 'x = "very '],
  ['calls in a row to the end', 'a.next().next().next()', 'a.next()'],
  ['the same line again', '{\n  log(a);\n  log(a);\n}', '{\n  log(a);'],
  ['two lines again', '{\n  get(a);\n  set(a);\n  get(a);\n  set(a);\n}', '{\n  get(a);\n  set(a);'],
])('%s: behind the first time it is cut', (_name, text, kept) => {
  expect(repeatedPhrase(draftAt('█', text))).toEqual({ keep: kept.length });
});

test.each([
  ['a row of zeros', '[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]'],
  ['a ruler', '// --------------------------------'],
  ['a hexadecimal number', '0xffffffffffffffffffffffff'],
  ['words twice', 'pair<string, string>'],
  ['members thrice', 'node.parent.parent.parent.kind;'],
  ['arguments thrice', 'call(null, null, null, 3);'],
  ['nested types', 'std::vector<std::vector<std::vector<int>>> grid;'],
  ['closing brackets', '{\n  {\n    {\n    }\n  }\n}'],
  ['the same statement in two blocks', '{\n  break;\n} else {\n  break;\n}'],
])('%s may repeat', (_name, text) => {
  expect(repeatedPhrase(draftAt('█', text))).toBeNull();
});
