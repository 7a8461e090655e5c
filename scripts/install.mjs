/** Installs what the project needs, once: a second call finds its mark and returns at once. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureNode24, findOnPath, main, npm, root, run, say, StepFailed } from './node24.mjs';
import { switchOffProposedApi } from './editor.mjs';

const editorTests = join(root, 'test', 'editor');

/** What code-server's native modules are compiled from, the browser, and the fonts that its screenshots show. */
const systemPackages =
  'python3 make g++ pkg-config libkrb5-dev libsecret-1-dev libx11-dev libxkbfile-dev chromium fonts-dejavu-core fonts-liberation'.split(
    ' ',
  );

export async function ensureDependencies() {
  await ensureNode24();
  await installOnce(root, 'packages', () => npm(['ci']));
}

/** The editor tests' packages without their native parts: enough to check types and to start a desktop VS Code. */
export async function ensureEditorPackages() {
  await ensureNode24();
  if (isMarked(editorTests, 'compiled')) return;
  await installOnce(editorTests, 'packages', () => npm(['ci', '--ignore-scripts'], { cwd: editorTests }));
}

/** Everything that the browser's VS Code needs: system packages, Chromium, code-server with its native parts. */
export async function ensureEditor() {
  await ensureNode24();
  await ensureSystemPackages();
  await installOnce(editorTests, 'compiled', async () => {
    say('Installing the test editor (about two minutes: its native modules are compiled)');
    // Debian's headers stand in for a download from nodejs.org; the modules use N-API, so their version does not matter.
    const headers = existsSync('/usr/include/node') ? { npm_config_nodedir: '/usr' } : {};
    const env = { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', ...headers };
    await npm(['ci', '--ignore-scripts=false'], { cwd: editorTests, env });
    switchOffProposedApi();
  });
  chromiumPath();
}

/** @returns {string} */
export function chromiumPath() {
  const named = process.env['CHROMIUM_PATH'];
  const installed = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    `${process.env['PROGRAMFILES'] ?? 'C:\\Program Files'}\\Google\\Chrome\\Application\\chrome.exe`,
  ];
  const found =
    named ??
    findOnPath('chromium', 'chromium-browser', 'google-chrome', 'chrome') ??
    installed.find((path) => existsSync(path));
  if (found !== undefined && existsSync(found)) return found;
  throw new StepFailed(
    named === undefined
      ? 'The editor tests need Chromium or Chrome. Install one, or name it in CHROMIUM_PATH.'
      : `CHROMIUM_PATH names ${named}, which does not exist.`,
  );
}

async function ensureSystemPackages() {
  if (findOnPath('dpkg-query') === undefined || findOnPath('apt-get') === undefined) return;
  const missing = systemPackages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const rootUser = process.getuid?.() === 0;
  const sudo = findOnPath('sudo');
  const install = ['install', '--yes', '--no-install-recommends', ...missing];
  if (!rootUser && (sudo === undefined || spawnSync(sudo, ['-n', 'true']).status !== 0)) {
    throw new StepFailed(
      `The editor tests need system packages that only an administrator can install. Run this line, then try again:\n` +
        `  sudo apt-get update && sudo apt-get ${install.join(' ')}`,
    );
  }
  say(`Installing system packages: ${missing.join(' ')}`);
  /** @param {string[]} args */
  const apt = (args) => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    return rootUser || sudo === undefined
      ? run('env', command.slice(1), { name: `apt-get ${args.join(' ')}` })
      : run(sudo, ['-n', ...command], { name: `sudo apt-get ${args.join(' ')}` });
  };
  await apt(['update']);
  await apt(install);
}

/** @param {string} name a Debian package, or the program that makes it unnecessary */
function isInstalled(name) {
  if (
    name === 'chromium' &&
    (process.env['CHROMIUM_PATH'] ?? findOnPath('chromium', 'chromium-browser', 'google-chrome'))
  ) {
    return true;
  }
  const asked = spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name], { encoding: 'utf8' });
  return asked.stdout.includes('installed') && !asked.stdout.includes('not-installed');
}

/**
 * The mark holds the lock file's hash, so that a changed lock file installs again.
 * @param {string} folder @param {string} kind @param {() => Promise<void>} install
 */
async function installOnce(folder, kind, install) {
  if (isMarked(folder, kind)) return;
  await install();
  writeFileSync(join(folder, 'node_modules', '.hearth-lock'), `${kind} ${lockHash(folder)}\n`);
}

/** @param {string} folder @param {string} kind */
function isMarked(folder, kind) {
  const mark = join(folder, 'node_modules', '.hearth-lock');
  return existsSync(mark) && readFileSync(mark, 'utf8').trim() === `${kind} ${lockHash(folder)}`;
}

/** @param {string} folder */
function lockHash(folder) {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    await ensureDependencies();
    await ensureEditor();
  });
}
