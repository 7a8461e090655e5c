import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PackagingFailure } from './failure.mjs';

/**
 * The folder of `@node-llama-cpp/<name>` for the version in package-lock.json: the installed one, else one fetched
 * into `.cache/native` and checked against the lock file. npm installs only this machine's platform.
 */
export function nativePackage(root, name) {
  const full = `@node-llama-cpp/${name}`;
  const locked = lockedPackage(root, full);
  const installed = path.join(root, 'node_modules', full);
  if (versionIn(installed) === locked.version && existsSync(path.join(installed, 'bins'))) return installed;
  const cache = path.join(root, '.cache/native');
  const folder = path.join(cache, `${name}-${locked.version}`);
  // Written last, so that a folder cut short, or unpacked for another lock file, is not taken.
  const checked = `${folder}.integrity`;
  if (existsSync(checked) && readFileSync(checked, 'utf8') === locked.integrity) return folder;
  mkdirSync(cache, { recursive: true });
  const archive = path.join(cache, `node-llama-cpp-${name}-${locked.version}.tgz`);
  if (!existsSync(archive) || integrityOf(archive) !== locked.integrity) fetchArchive(cache, full, locked, archive);
  rmSync(checked, { force: true });
  unpack(archive, folder);
  writeFileSync(checked, locked.integrity);
  return folder;
}

function lockedPackage(root, full) {
  const file = path.join(root, 'package-lock.json');
  if (!existsSync(file)) {
    throw new PackagingFailure(
      `${file} is missing, and the native packages are checked against it: restore it from git.`,
    );
  }
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  const library = packages['node_modules/node-llama-cpp']?.version;
  const entry = packages[`node_modules/${full}`];
  if (entry?.integrity === undefined || entry.version !== library) {
    throw new PackagingFailure(
      `package-lock.json has no ${full} of version ${library} with a checksum: run "npm install" so that it matches node-llama-cpp.`,
    );
  }
  return entry;
}

function versionIn(folder) {
  const file = path.join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}

function integrityOf(file) {
  return `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
}

function fetchArchive(cache, full, locked, archive) {
  const wanted = `${full}@${locked.version}`;
  process.stdout.write(`Fetching ${wanted}\n`);
  const args = ['pack', wanted, '--loglevel=error', '--ignore-scripts', '--pack-destination', cache];
  // Under `npm run`, npm_execpath is npm's own script; without it Windows finds npm.cmd only through a shell.
  const own = process.env.npm_execpath;
  const result = own?.endsWith('.js')
    ? spawnSync(process.execPath, [own, ...args], { cwd: cache, encoding: 'utf8' })
    : spawnSync('npm', args, { cwd: cache, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status !== 0 || !existsSync(archive)) {
    const lines = (result.error?.message ?? result.stderr ?? '').trim().split('\n');
    const reason = lines.find((line) => /^npm error (?!code|errno|syscall)/.test(line)) ?? lines[0];
    throw new PackagingFailure(
      `${wanted} could not be fetched (${reason}): check the network and the npm registry, or put the package's archive at ${archive}.`,
    );
  }
  const integrity = integrityOf(archive);
  if (integrity !== locked.integrity) {
    rmSync(archive);
    throw new PackagingFailure(
      `${wanted} as fetched has the checksum ${integrity}, package-lock.json expects ${locked.integrity}: the archive was removed; fetch it from a registry you trust.`,
    );
  }
}

function unpack(archive, folder) {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(partial);
  // Relative names: GNU tar takes the colon of a Windows drive for a host name.
  const args = ['-xzf', path.basename(archive), '-C', path.basename(partial)];
  const result = spawnSync('tar', args, { cwd: path.dirname(archive), encoding: 'utf8' });
  if (result.status !== 0 || !readdirSync(partial).includes('package')) {
    const reason = (result.error?.message ?? result.stderr ?? '').trim();
    throw new PackagingFailure(
      `${archive} could not be unpacked (${reason}): delete it and run this again; "tar" must be on the PATH.`,
    );
  }
  renameSync(path.join(partial, 'package'), folder);
  rmSync(partial, { recursive: true });
}
