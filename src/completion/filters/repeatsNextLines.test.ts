import { expect, test } from 'vitest';
import { repeatsNextLines } from './repeatsNextLines.ts';
import { draftAt } from './testing/draft.ts';

test.each([
  ['the next line', '  █\n  return 1;\n', 'return 1;'],
  ['its beginning', '  █\n  return total;\n', 'return'],
  ['the next line below blank ones', '  █\n\n\n  return 1;\n', 'return 1;'],
  ['the next line below this one', '  a();█\n  b();\n', '\n  b();'],
  ['several lines', '█\n  a();\n\n  b();\n  c();\n', '  a();\n  b();\n  c'],
  ['the closing line of the same block', '  a();█\n  });\n', '\n  });'],
  ['the end of a line that is the next one', '  ret█\n  return 1;\n', 'urn 1;'],
])('%s is refused', (_name, code, text) => {
  expect(repeatsNextLines(draftAt(code, text))).toBe('refuse');
});

test.each([
  ['a name that stands further down', 'x = █\nvalue = 1', 'value'],
  ['more than what follows', '█\na();\n', 'a();\nb();'],
  ['the end of an inner block', '    a();█\n});\n', '\n  });'],
  ['an inner closing tag', '<div>\n  <div>\n  </█\n</div>', 'div>'],
  ['text in front of the rest of a line', 'f(█)\nvalue', 'value'],
])('%s is shown', (_name, code, text) => {
  expect(repeatsNextLines(draftAt(code, text))).toBeNull();
});
