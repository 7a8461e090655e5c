import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles the in-host tests into one CommonJS file, which the extension host can load. @returns {Promise<string>} its path */
export async function bundleInHostTests() {
  const outfile = fileURLToPath(new URL('../dist/inHost.cjs', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('index.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
