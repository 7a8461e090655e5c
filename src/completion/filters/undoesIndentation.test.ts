import { expect, test } from 'vitest';
import { draftAt } from './testing/draft.ts';
import { undoesIndentation } from './undoesIndentation.ts';

test('a line further left than the block that goes on below is cut', () => {
  const code = 'def f():\n    a = 1\n    █\n    return a\n';
  expect(undoesIndentation(draftAt(code, 'b = 2\ndef g():'))).toEqual({ keep: 5 });
  expect(undoesIndentation(draftAt(code, 'if a:\n        b()\n    c()'))).toBeNull();
});

test.each([
  ['the block ends at the cursor', 'for x in y:\n    a()█\nrest()', '\nelse:\n    b()'],
  ['nothing follows', 'if (a) {\n    b();█', '\n}'],
  ['the rest of a block that the user types through', 'for (;;) {\n    a();█\nrest();', '\n}'],
  ['a directive at the margin', 'void f() {\n    a();█\n    b();\n}', '\n#ifdef X\n    c();\n#endif'],
  ['lines of a text', 'if (a) {\n    b(█);\n    c();\n}', '`one\ntwo`'],
])('%s: no line is cut', (_name, code, text) => {
  expect(undoesIndentation(draftAt(code, text))).toBeNull();
});

test('a brace that closes a block stands further left than the lines of the block', () => {
  expect(undoesIndentation(draftAt('if (a) {\n    b();\n    █\n', '} else {'))).toBe('refuse');
  expect(undoesIndentation(draftAt('if (a) {\n    █\n', '}'))).toBe('refuse');
  expect(undoesIndentation(draftAt('if (a) {\n    b();\n█\n', '} else {'))).toBeNull();
  expect(undoesIndentation(draftAt('if (a) {\n█\n', '}'))).toBeNull();
  expect(undoesIndentation(draftAt('f({\n  █}', '})'))).toBeNull();
});

test('who asks by hand may have it', () => {
  expect(undoesIndentation(draftAt('if (a) {\n    b();\n    █\n', '} else {', { isManual: true }))).toBeNull();
});
