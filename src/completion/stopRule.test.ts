import { describe, expect, test } from 'vitest';
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

test('words that come five times in a row end it after the first', () => {
  expect(kept('f(█)\n', 'a, quantity, quantity, quantity, quantity, quantity')).toEqual(['a, quantity', 'repetition']);
  expect(kept('█\n', 'const separator = "----------";\n')).toEqual(['const separator = "----------";', 'line']);
});

test('a half line never decides anything', () => {
  const rule = new StopRule(at('█\nreturn total;\n'), 'block');
  expect(rule.check('return total;')).toBeNull();
});

describe('what only looks like an end', () => {
  test.each([
    [
      'a line like the next one, further in',
      'def f(x):\n    █\n    return None\n',
      'if not x:\n        return None\n    y = 1\n',
      'if not x:\n        return None',
    ],
    [
      'a closer like the next one, further in',
      'describe(() => {\n  █\n});\n',
      "it('x', () => {\n    run();\n  });\n",
      "it('x', () => {\n    run();\n  });",
    ],
    [
      'the same member again and again',
      '█\n',
      'return node.parent.parent.parent.kind;\n',
      'return node.parent.parent.parent.kind;',
    ],
    ['nested elements of one name', 'return (\n  █\n);\n', '<div>\n    <div>\n', '<div>'],
    [
      'cases that end alike',
      'switch (x) {\n  █\n}\n',
      'case 1:\n    a();\n    break;\n  case 2:\n    a();\n    break;\n}\n',
      'case 1:\n    a();\n    break;\n  case 2:\n    a();\n    break;',
    ],
    [
      'a name that begins like an end',
      'def f():\n    █\n',
      'for x in y:\n        g(x)\n    end = time.time()\n',
      'for x in y:\n        g(x)',
    ],
    [
      'a block behind a comment',
      'def f():\n    █\n',
      'if x:  # always\n        g(x)\n    h()\n',
      'if x:  # always\n        g(x)',
    ],
    ['labels of a class', '█\n', 'class A {\npublic:\n    int a;\n};\nint b;\n', 'class A {\npublic:\n    int a;\n};'],
  ])('%s', (_, place, text, expected) => {
    expect(kept(place, text)[0]).toBe(expected);
  });

  test('a statement on the line below is one, and a blank line may stand before it', () => {
    expect(kept('a();█\n', '\nb();\nc();\n')).toEqual(['\nb();', 'line']);
    expect(kept('}█\n', '\n\nfunction f() {\n  g();\n}\nh();\n')).toEqual(['\n\nfunction f() {\n  g();\n}', 'block']);
    expect(kept('}█\n', '\n\n\nfunction f() {}\n')).toEqual(['', 'block']);
  });

  test('what is declared unfinished goes on, and what it begins decides where it ends', () => {
    const rule = new StopRule(at('█'), 'block');
    const text = "@app.get('/')\ndef index():\n    return 'x'\napp.run()\n";
    const first = rule.check(text);
    expect(first).toMatchObject({ by: 'line', mayGoOn: true, keep: "@app.get('/')".length });
    rule.goOnAfter(first?.keep ?? 0);
    expect(text.slice(0, rule.check(text)?.keep)).toBe("@app.get('/')\ndef index():\n    return 'x'");
  });
});
