import { build } from 'esbuild';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { sleep } from '../../base/abort.ts';
import { silentLog } from '../../base/log.ts';
import { SyntaxClient, type SyntaxClientParts } from './syntaxClient.ts';
import { around, grammarFolder, samples } from './testing/samples.ts';

const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'hearth-syntax-'));
const thread = join(folder, 'syntax.cjs');

beforeAll(async () => {
  // As it ships: one file of CommonJS with the parser inside, beside no node_modules.
  await build({
    entryPoints: [fileURLToPath(new URL('syntaxThread.ts', import.meta.url))],
    outfile: thread,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

function client(parts: Partial<SyntaxClientParts> = {}): { syntax: SyntaxClient; warnings: string[] } {
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (line: string) => warnings.push(line) };
  const grammars = fileURLToPath(grammarFolder);
  const syntax = new SyntaxClient({ thread, grammars, log, sleep, ...parts });
  onTestFinished(() => syntax.dispose());
  return { syntax, warnings };
}

/** A file that runs in place of the thread. */
function script(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const code = { languageId: 'go', before: 'package a\n\nfunc f() {\n\t// x', text: '', after: '\n}\n' };

test('errors and places come from the thread, whatever the language', async () => {
  const { syntax, warnings } = client();
  for (const sample of samples.slice(0, 6)) {
    const text = around(sample);
    expect(await syntax.errors({ ...text, text: sample.whole }, signal)).toBe(0);
    expect(await syntax.errors({ ...text, text: sample.broken }, signal)).toBeGreaterThan(0);
  }
  expect(await syntax.placeOf(code, signal)).toBe('comment');
  expect(warnings).toEqual([]);
});

test('requests that come together are answered each with its own', async () => {
  const { syntax } = client();
  const texts = ['', 'if a {', 'f()', '(', 'g()'];
  const before = 'package a\n\nfunc f() {\n\t';
  const answers = await Promise.all(texts.map((text) => syntax.errors({ ...code, before, text }, signal)));
  expect(answers.map((errors) => errors === 0)).toEqual([true, false, true, false, true]);
});

test('no thread starts for a language without a grammar, nor for an aborted request', async () => {
  const { syntax, warnings } = client({ thread: join(folder, 'missing.cjs') });
  expect(await syntax.errors({ ...code, languageId: 'html' }, signal)).toBeNull();
  await expect(syntax.errors(code, AbortSignal.abort())).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
  expect(warnings).toEqual([]);
});

test('an aborted request rejects at once, is never parsed, and the next one is answered', async () => {
  const grammars = join(folder, 'without-ruby');
  mkdirSync(grammars);
  for (const file of ['tree-sitter.wasm', 'tree-sitter-go.wasm']) {
    copyFileSync(join(fileURLToPath(grammarFolder), file), join(grammars, file));
  }
  const { syntax, warnings } = client({ grammars });
  const controller = new AbortController();
  // Were it read, the log would hold a line on the missing grammar.
  const dropped = syntax.errors({ ...code, languageId: 'ruby' }, controller.signal);
  const next = syntax.errors(code, signal);
  controller.abort();
  await expect(dropped).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(await next).toBe(0);
  expect(warnings).toEqual([]);
});

test('a grammar that is not there is reported once, by the thread, to the log', async () => {
  const { syntax, warnings } = client({ grammars: folder });
  expect(await syntax.errors(code, signal)).toBeNull();
  expect(await syntax.errors(code, signal)).toBeNull();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^no syntax for the grammar go: /);
});

test('a thread that dies is started once more, then every answer is null', async () => {
  const dying = script('dying.cjs', "require('node:worker_threads').parentPort.on('message', () => process.exit(3));");
  const { syntax, warnings } = client({ thread: dying });
  expect(await syntax.errors(code, signal)).toBeNull();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('once more');
  expect(await syntax.placeOf(code, signal)).toBeNull();
  expect(await syntax.errors(code, signal)).toBeNull();
  expect(warnings).toHaveLength(2);
  expect(warnings[1]).toContain('unchecked');
});

test('a thread that cannot be loaded has no answers', async () => {
  const { syntax, warnings } = client({ thread: join(folder, 'missing.cjs') });
  expect(await syntax.errors(code, signal)).toBeNull();
  expect(await syntax.errors(code, signal)).toBeNull();
  expect(warnings).toHaveLength(2);
});

test('a thread that never answers is ended', async () => {
  const silent = script('silent.cjs', "require('node:worker_threads').parentPort.on('message', () => {});");
  const { syntax, warnings } = client({ thread: silent, sleep: async () => {} });
  expect(await syntax.errors(code, signal)).toBeNull();
  expect(warnings[0]).toContain('no answer');
});

test('after disposal every answer is null, also of what was pending', async () => {
  const { syntax, warnings } = client();
  const pending = syntax.errors(code, signal);
  syntax.dispose();
  expect(await pending).toBeNull();
  expect(await syntax.errors(code, signal)).toBeNull();
  expect(warnings).toEqual([]);
});
