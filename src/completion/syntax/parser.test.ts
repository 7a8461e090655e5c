import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { languagesWithGrammar } from './grammars.ts';
import { TreeSitterSyntax } from './parser.ts';
import { around, grammarFolder, samples } from './testing/samples.ts';

const { signal } = new AbortController();
const warnings: string[] = [];
const syntax = new TreeSitterSyntax({ folder: fileURLToPath(grammarFolder), warn: (line) => warnings.push(line) });

function errors(languageId: string, text: string): Promise<number | null> {
  return syntax.errors({ languageId, before: text, text: '', after: '' }, signal);
}

test('there is a sample for every language with a grammar', () => {
  expect(samples.map(({ languageId }) => languageId).toSorted()).toEqual(languagesWithGrammar.toSorted());
});

test.each(samples)(
  '$languageId: complete code has no errors, code with a bracket too many has some',
  async (sample) => {
    const { languageId } = sample;
    const code = sample.code.replace('█', '');
    expect(await errors(languageId, code)).toBe(0);
    expect(await errors(languageId, sample.code.replace('█', ') ( {'))).toBeGreaterThan(0);
    expect(await errors(languageId, code)).toBe(0);
    expect(warnings).toEqual([]);
  },
);

test.each(samples)('$languageId: a suggestion that breaks the code is told from one that does not', async (sample) => {
  const code = around(sample);
  expect(await syntax.errors({ ...code, text: '' }, signal)).toBe(0);
  expect(await syntax.errors({ ...code, text: sample.whole }, signal)).toBe(0);
  expect(await syntax.errors({ ...code, text: sample.broken }, signal)).toBeGreaterThan(0);
});

const cutOut = [
  ['typescript', (name: string) => `  ${name}(by: number): number {\n    return this.sum * by;\n  }\n\n`],
  ['javascript', (name: string) => `function ${name}(by) {\n  return sum * by;\n}\n\n`],
  ['java', (name: string) => `  public int ${name}(int by) {\n    return this.sum * by;\n  }\n\n`],
  ['csharp', (name: string) => `  public int ${name}(int by) {\n    return this.sum * by;\n  }\n\n`],
  ['cpp', (name: string) => `int ${name}(int by) {\n  return sum * by;\n}\n\n`],
  ['go', (name: string) => `func ${name}(by int) int {\n\treturn sum * by\n}\n\n`],
  ['rust', (name: string) => `    fn ${name}(&self, by: u8) -> u8 {\n        self.sum * by\n    }\n\n`],
  ['php', (name: string) => `    public function ${name}($by) {\n        return $this->sum * $by;\n    }\n\n`],
] as const;

test.each(cutOut)(
  '%s: a window cut out of a long file has no errors but those of a suggestion',
  async (languageId, method) => {
    const half = Array.from({ length: 60 }, (_, i) => method(`m${i}`)).join('');
    const [open = '', body = ''] = method('last').split('\n');
    // It begins and ends inside a body: the first line is gone, and what closes the last.
    const code = {
      languageId,
      before: half.slice(half.indexOf('\n') + 1) + `${open}\n`,
      after: `${body}\n${method('last').split('\n').slice(2).join('\n')}${half}${open}\n${body}\n`,
    };
    const [whole, broken] = ['f(2);\n', 'f(2;\n'];
    expect(await syntax.errors({ ...code, text: '' }, signal)).toBe(0);
    expect(await syntax.errors({ ...code, text: whole }, signal)).toBe(0);
    expect(await syntax.errors({ ...code, text: broken }, signal)).toBeGreaterThan(0);
  },
);

test('a language without a grammar, or a text larger than any window, has no answer', async () => {
  expect(await errors('html', '<p>')).toBeNull();
  expect(await errors('constructor', 'x')).toBeNull();
  expect(await syntax.placeOf({ languageId: 'plaintext', before: 'a', after: 'b' }, signal)).toBeNull();
  expect(await errors('typescript', 'f();\n'.repeat(10_000))).toBeNull();
});

test('brackets nested deeper than any stack are counted, not overrun', async () => {
  expect(await errors('javascript', '['.repeat(20_000))).not.toBe(0);
});

test('a parse that takes too many steps has no answer, and leaves nothing behind for the next one', async () => {
  const hasty = new TreeSitterSyntax({ folder: fileURLToPath(grammarFolder), warn: () => {}, maxSteps: 5 });
  const read = (before: string): Promise<number | null> =>
    hasty.errors({ languageId: 'typescript', before, text: '', after: '' }, signal);
  expect(await read('f(1);\n')).toBe(0);
  expect(await read('f(1);\n'.repeat(500))).toBeNull();
  expect(await read('f(1);\n')).toBe(0);
  hasty.dispose();
});

test('a grammar that cannot be loaded is reported once and has no answers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-grammars-'));
  const said: string[] = [];
  const without = new TreeSitterSyntax({ folder, warn: (line) => said.push(line) });
  const code = { languageId: 'go', before: 'package a', text: '', after: '' };
  expect(await without.errors(code, signal)).toBeNull();
  expect(await without.placeOf(code, signal)).toBeNull();
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('tree-sitter-go.wasm');
  rmSync(folder, { recursive: true });
});

test('an aborted request rejects as aborted', async () => {
  const code = { languageId: 'go', before: 'package a', text: '', after: '' };
  await expect(syntax.errors(code, AbortSignal.abort())).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
});
