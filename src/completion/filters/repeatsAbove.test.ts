import { expect, test } from 'vitest';
import { repeatsAbove } from './repeatsAbove.ts';
import { draftAt } from './testing/draft.ts';

test.each([
  ['the line above', '  open(a);\n  █', 'open(a);'],
  ['the line before that', '  open(a);\n  close(a);\n  █', 'open(a);'],
  ['the line above a blank one', 'import os\n\n█', 'import os'],
  ['this line, below it', '  open(a);█', '\n  open(a);'],
])('%s again is refused', (_name, code, text) => {
  expect(repeatsAbove(draftAt(code, text))).toBe('refuse');
});

test.each([
  ['the same statement in another block', 'if a:\n    return False\nif b:\n    █', 'return False'],
  ['the end of each case', '  case 1:\n    break;\n  case 2:\n    █', 'break;'],
  ['an outer closing tag', '    </div>\n  █', '</div>'],
  ['signs', '  });\n  █', '});'],
  ['a line further up', 'a(1);\nb(1);\nc(1);\n█', 'a(1);'],
  ['the end of a line', 'open(a);\nopen█', 'open(a);'],
  ['several lines', 'open(a);\n█', 'open(a);\nclose(a);'],
])('%s is shown', (_name, code, text) => {
  expect(repeatsAbove(draftAt(code, text))).toBeNull();
});

test('who asks by hand, or types it, may have it', () => {
  expect(repeatsAbove(draftAt('open(a);\n█', 'open(a);', { isManual: true }))).toBeNull();
  expect(repeatsAbove(draftAt('open(a);\n█', 'open(a);', { isTypedThrough: true }))).toBeNull();
});
