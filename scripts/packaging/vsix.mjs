import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PackagingFailure } from './failure.mjs';
import { readZip } from './zip.mjs';

/** 2025-01-01: with it vsce sorts the entries and dates them all alike, so that the same input gives the same bytes. */
const archiveDate = '1735689600';

/** Packs the staged folder into `file` with vsce, and returns the archive's entries after comparing them with the stage. */
export function packVsix(root, folder, targetName, file) {
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  if (!existsSync(vsce)) throw new PackagingFailure(`${vsce} is not installed, and it writes the .vsix: run "npm ci".`);
  mkdirSync(path.dirname(file), { recursive: true });
  // An older archive must not pass for the new one when vsce fails.
  rmSync(file, { force: true });
  const options = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  const result = spawnSync(process.execPath, [vsce, 'package', ...options, '--target', targetName, '--out', file], {
    cwd: folder,
    encoding: 'utf8',
    // Zip dates have no zone.
    env: { ...process.env, SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? archiveDate, TZ: 'UTC', LC_ALL: 'C' },
  });
  if (result.status !== 0 || !existsSync(file)) {
    const reason = `${result.stderr}${result.stdout}`.trim().replaceAll(/\s*\n\s*/g, ' | ');
    throw new PackagingFailure(
      `vsce did not package ${folder} (${reason}): put right in the checkout what it names and package again.`,
    );
  }
  const entries = readZip(file);
  assertComplete(folder, entries, file);
  return entries;
}

/** vsce drops files by rules of its own (ignore lists, a root node_modules) without a word. */
function assertComplete(folder, entries, file) {
  // vsce lower-cases and renames these three to its own names.
  const renamed = /^(readme|changelog|license)(\.\w+)?$/i;
  const packed = new Set(entries.map(({ name }) => name));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const name = path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (!packed.has(`extension/${name}`) && !renamed.test(name)) {
      throw new PackagingFailure(
        `${file} lacks ${name}, which was staged: vsce left it out; see its ignore rules, or rename the file.`,
      );
    }
  }
}
