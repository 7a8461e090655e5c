/** Writes out/hearth-<target>-<version>.vsix. Options: --target NAME (repeatable), --all, --no-verify. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PackagingFailure } from './packaging/failure.mjs';
import { hostTarget, readArguments, targets } from './packaging/targets.mjs';

const root = path.resolve(import.meta.dirname, '..');

try {
  await packageAll(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof PackagingFailure)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function packageAll(args) {
  const { names, verify } = readArguments(args);
  if (!existsSync(path.join(root, 'node_modules/esbuild'))) {
    throw new PackagingFailure(`${path.join(root, 'node_modules')} is missing or incomplete: run "npm ci" first.`);
  }
  bundle();
  for (const name of names) await packageOne(name, verify && name === hostTarget);
}

function bundle() {
  const script = path.join(root, 'esbuild.mjs');
  if (!existsSync(script)) throw new PackagingFailure(`${script} is missing, and it builds dist: restore it from git.`);
  const { status } = spawnSync(process.execPath, [script, '--production'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0)
    throw new PackagingFailure(`${script} --production failed: put right what it printed above and package again.`);
}

async function packageOne(name, verify) {
  // Loaded late: they need node_modules, whose absence has its own message.
  const { stage } = await import('./packaging/stage.mjs');
  const { packVsix } = await import('./packaging/vsix.mjs');
  const { sizesByPart, sizeTable } = await import('./packaging/sizes.mjs');
  const { verifyByRunning } = await import('./packaging/verify.mjs');

  const target = targets[name];
  const { name: product, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const file = path.join(root, 'out', `${product}-${name}-${version}.vsix`);
  const folder = await stage(root, name, target);
  const entries = packVsix(root, folder, name, file);
  const { size } = statSync(file);
  process.stdout.write(
    `\n${sizeTable(`${product} ${version} for ${name}`, sizesByPart(entries), size, target.limit)}\n`,
  );
  if (size > target.limit) {
    throw new PackagingFailure(
      `${file} is ${(size / 1e6).toFixed(1)} MB and may be ${target.limit / 1e6} MB: see in the table what grew; the limits are in scripts/packaging/targets.mjs.`,
    );
  }
  if (verify) {
    const { text } = verifyByRunning(entries, file);
    process.stdout.write(`Ran from the package alone: the starter model wrote ${JSON.stringify(text)}\n`);
  }
  process.stdout.write(`${file}\n`);
}
