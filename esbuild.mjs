/** Five bundles: the extension, its grammar thread, the inference process, the command line, the chat page. `--watch` rebuilds, `--production` drops source maps. */
import { build, context } from 'esbuild';
import { mkdir, writeFile } from 'node:fs/promises';
import { copyGrammars } from './scripts/packaging/grammars.mjs';

const isProduction = process.argv.includes('--production');
const isWatch = process.argv.includes('--watch');

const common = {
  bundle: true,
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};
const node = { ...common, platform: 'node', target: 'node20' };

const bundles = [
  {
    ...node,
    entryPoints: ['src/extension/activate.ts'],
    outfile: 'dist/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...node,
    entryPoints: ['src/completion/syntax/syntaxThread.ts'],
    outfile: 'dist/syntax.cjs',
    // The grammars' loader looks for its files beside itself, by what only CommonJS has.
    format: 'cjs',
  },
  {
    ...node,
    entryPoints: ['src/worker/main.ts'],
    outfile: 'dist/worker.mjs',
    format: 'esm',
    external: ['node-llama-cpp'],
  },
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.mjs',
    format: 'esm',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...common,
    platform: 'browser',
    target: 'chrome130',
    format: 'iife',
    entryPoints: ['webview-ui/main.tsx', 'webview-ui/chat.css'],
    entryNames: 'chat',
    outdir: 'dist/webview',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
];

copyGrammars(import.meta.dirname);
if (isWatch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  await mkdir('dist', { recursive: true });
  const results = await Promise.all(bundles.map((options) => build(options)));
  // The packages that ended up in the bundles, for the third-party notices.
  await writeFile(
    'dist/meta.json',
    JSON.stringify({ inputs: Object.assign({}, ...results.map((r) => r.metafile.inputs)) }),
  );
}
