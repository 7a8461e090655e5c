import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PackagingFailure } from './failure.mjs';
import { extract } from './zip.mjs';

/** Unpacks the archive's extension outside the checkout and runs the starter model from it. Returns what it wrote. */
export function verifyByRunning(entries, file) {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'hearth-package-'));
  try {
    extract(entries, 'extension/', folder);
    const script = path.join(folder, 'dist/smoke.mjs');
    copyFileSync(path.join(import.meta.dirname, 'smoke.mjs'), script);
    const { NODE_PATH: _, NODE_OPTIONS: __, ...env } = process.env;
    const result = spawnSync(process.execPath, [script], { cwd: folder, env, encoding: 'utf8', timeout: 300_000 });
    if (result.status !== 0) {
      const lines = `${result.stderr}${result.error?.message ?? ''}`.trim().split('\n');
      const reason = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
      throw new PackagingFailure(
        `${file} was written, but the starter model does not run from it (${reason?.trim()}): see scripts/packaging/smoke.mjs for what was tried, and runtimeClosure.mjs for what ships.`,
      );
    }
    return JSON.parse(result.stdout.trim().split('\n').at(-1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
