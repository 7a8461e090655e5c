import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Each folder with the folders that it may import, besides itself (ARCHITECTURE.md draws this). */
const mayImport: Record<string, string[]> = {
  base: [],
  protocol: ['base'],
  models: ['base', 'protocol'],
  runtimes: ['base', 'protocol', 'models'],
  context: ['base'],
  completion: ['base', 'protocol', 'models', 'runtimes', 'context'],
  chat: ['base', 'protocol', 'models', 'runtimes', 'context'],
  worker: ['base', 'protocol'],
  extension: ['base', 'protocol', 'models', 'runtimes', 'context', 'completion', 'chat'],
  cli: ['base', 'protocol', 'models', 'runtimes', 'context', 'completion', 'chat'],
  'webview-ui': ['base', 'protocol'],
};

/** Packages that one folder alone may import. */
const ownedPackages: Record<string, string> = {
  vscode: 'extension',
  'node-llama-cpp': 'worker',
  preact: 'webview-ui',
  '@vscode/tree-sitter-wasm': 'completion',
};

/** Anything that could open a socket: a folder of its own (`egress`) will be the only one that may. */
const network = /^(node:)?(http|https|http2|net|tls|dgram|dns|undici|ws)(\/|$)/;
const networkGlobals = /\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\s*\(/;

function folderOf(path: string): string {
  const parts = relative(root, path).split(sep);
  return (parts[0] === 'src' ? parts[1] : parts[0]) ?? '';
}

/** What is wrong with the imports of `source`, which stands at `path`. */
function violations(path: string, source: string): string[] {
  const folder = folderOf(path);
  const allowed = mayImport[folder];
  if (!allowed) return [`${relative(root, path)}: the folder ${folder} has no place in the import rule`];
  const found: string[] = [];
  for (const [, from = ''] of source.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*)['"]([^'"]+)['"]/g)) {
    const target = from.startsWith('.') ? folderOf(join(dirname(path), from)) : null;
    const owner = ownedPackages[from.replace(/^(@?[^/]+).*/, '$1')];
    if (target !== null && target !== folder && !allowed.includes(target)) found.push(`${folder} imports ${target}`);
    if (owner !== undefined && owner !== folder) found.push(`${folder} imports ${from}, which belongs to ${owner}`);
    if (network.test(from)) found.push(`${folder} imports ${from}`);
  }
  if (networkGlobals.test(source)) found.push(`${folder} calls ${networkGlobals.exec(source)?.[1]}`);
  return found.map((what) => `${relative(root, path)}: ${what}`);
}

test('imports go one way, vscode and node-llama-cpp have one home each, and nothing opens a socket', () => {
  const files = globSync('{src,webview-ui}/**/*.{ts,tsx}', { cwd: root }).filter((file) => !/\.test\.tsx?$/.test(file));
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => violations(join(root, file), readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test.each([
  ['src/completion/engine.ts', "import 'vscode';"],
  ['src/base/lru.ts', "import type { Uri } from 'vscode';"],
  ['src/base/lru.ts', "import { fimPrompt } from '../completion/fimPrompt.ts';"],
  ['src/extension/activate.ts', "import { getLlama } from 'node-llama-cpp';"],
  ['src/completion/engine.ts', "import { ChatService } from '../chat/chatService.ts';"],
  ['src/worker/main.ts', "import { inspectModelFile } from '../models/modelFile.ts';"],
  ['src/chat/chatService.ts', "const { request } = await import('node:https');"],
  ['webview-ui/main.tsx', "await fetch('https://example.com');"],
  ['src/helpers/junk.ts', ''],
])('a planted import in %s is found: %s', (file, source) => {
  expect(violations(join(root, file), source)).toHaveLength(1);
});

test('base stays small, so that it does not become a drawer for everything', () => {
  const files = globSync('src/base/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  expect(files.length).toBeLessThanOrEqual(12);
});
