import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** The parser and the grammars that `src/completion/syntax/grammars.ts` names (a test compares them). */
export const grammarFiles = [
  'tree-sitter.wasm',
  'tree-sitter-bash.wasm',
  'tree-sitter-c-sharp.wasm',
  'tree-sitter-cpp.wasm',
  'tree-sitter-css.wasm',
  'tree-sitter-go.wasm',
  'tree-sitter-java.wasm',
  'tree-sitter-javascript.wasm',
  'tree-sitter-php.wasm',
  'tree-sitter-powershell.wasm',
  'tree-sitter-python.wasm',
  'tree-sitter-ruby.wasm',
  'tree-sitter-rust.wasm',
  'tree-sitter-tsx.wasm',
  'tree-sitter-typescript.wasm',
];

const source = 'node_modules/@vscode/tree-sitter-wasm/wasm';

/** Fills `dist/grammars` anew. */
export function copyGrammars(root) {
  const folder = path.join(root, 'dist/grammars');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of grammarFiles) {
    const from = path.join(root, source, file);
    if (!existsSync(from)) throw new Error(`${from} is not installed, and dist/grammars needs it: run "npm ci".`);
    copyFileSync(from, path.join(folder, file));
  }
}
