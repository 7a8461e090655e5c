import { expect, test } from 'vitest';
import { StopRule, type Length } from './stopRule.ts';
import { at } from './testing/at.ts';

/** What is kept of `text` when it comes a character at a time, and the rule that ended it. */
function kept(document: string, text: string, length: Length = 'block'): [string, string] {
  const rule = new StopRule(at(document), length);
  for (let end = 1; end <= text.length; end++) {
    const stop = rule.check(text.slice(0, end));
    if (stop) return [text.slice(0, stop.keep), stop.by];
  }
  return [text, 'not ended'];
}

test('a statement ends with its line', () => {
  expect(kept('  const x = █\n', 'add(1, 2);\n  const y')).toEqual(['add(1, 2);', 'line']);
});

test('a block that the suggestion opens ends where it closes', () => {
  const text = 'if (x) {\n    return 1;\n  }\n  more();\n';
  expect(kept('function f(x) {\n  █\n}', text)).toEqual(['if (x) {\n    return 1;\n  }', 'block']);
});

test('an else goes on with its if', () => {
  const text = 'if (x) {\n  a();\n} else {\n  b();\n}\nrest';
  expect(kept('█', `${text}\n`)).toEqual(['if (x) {\n  a();\n} else {\n  b();\n}', 'block']);
});

test('a block of Python ends where the indentation falls', () => {
  const text = '\n    if x:\n        return 1\n    return 2\ndef g():\n';
  expect(kept('def f(x):█\n', text)).toEqual(['\n    if x:\n        return 1\n    return 2', 'block']);
});

test('text in front of which the cursor stands keeps the suggestion on the line', () => {
  expect(kept('foo(█, other)\n', 'if (x) {\n  y\n}')).toEqual(['if (x) {', 'line']);
});

test('the setting keeps it on the line too', () => {
  expect(kept('█\n', 'if (x) {\n  y\n}', 'line')).toEqual(['if (x) {', 'line']);
});

test('what stands below already ends it', () => {
  expect(kept('█\n\n  return total;\n', '{\n  let a;\n  return total;\n}')).toEqual(['{\n  let a;', 'suffix']);
});

test('a line that comes again ends it', () => {
  expect(kept('x = [█\n', '\n  "abc",\n  "abc",\n')).toEqual(['\n  "abc",', 'repetition']);
});

test('it has at most twelve lines', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `  line${i}();`).join('\n');
  const [text, by] = kept('{\n█', `{\n${lines}\n`);
  expect([text.split('\n').length, by]).toEqual([12, 'lineLimit']);
});

test('words that come three times in a row end it after the first', () => {
  expect(kept('f(█)\n', 'a, quantity, quantity, quantity, quantity')).toEqual(['a, quantity', 'repetition']);
  expect(kept('█\n', 'const separator = "----------";\n')).toEqual(['const separator = "----------";', 'line']);
});

test('a half line never decides anything', () => {
  const rule = new StopRule(at('█\nreturn total;\n'), 'block');
  expect(rule.check('return total;')).toBeNull();
});
