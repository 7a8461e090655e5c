/** Runs the in-host tests in a desktop VS Code: the one named in HEARTH_VSCODE, or the newest that can be downloaded. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { findOnPath, main, root, say, StepFailed } from '../../../scripts/node24.mjs';
import { bundleInHostTests } from './bundle.mjs';

await main(async () => {
  const vscode = process.env['HEARTH_VSCODE'] ?? (await download());
  requireDisplay();
  const folder = mkdtempSync(join(tmpdir(), 'hearth-desktop-'));
  const results = join(folder, 'results.json');
  try {
    await runTests({
      vscodeExecutablePath: vscode,
      extensionDevelopmentPath: root,
      extensionTestsPath: await bundleInHostTests(),
      extensionTestsEnv: { HEARTH_IN_HOST_RESULTS: results },
      launchArgs: [folder, '--user-data-dir', join(folder, 'user-data'), '--disable-workspace-trust'],
    });
  } catch (error) {
    throw new StepFailed(`The tests in VS Code failed: ${messageOf(error)}`);
  } finally {
    report(results);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function download() {
  try {
    return await downloadAndUnzipVSCode({ cachePath: join(root, '.cache', 'vscode') });
  } catch (error) {
    throw new StepFailed(
      `VS Code could not be downloaded (${messageOf(error)}). Run this where update.code.visualstudio.com can be reached, or name an ` +
        `installed VS Code's program in HEARTH_VSCODE. \`npm test\` runs the same tests in the browser's VS Code.`,
    );
  }
}

function requireDisplay() {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return;
  if (findOnPath('xvfb-run') === undefined) {
    throw new StepFailed('VS Code needs a display. Start this in a desktop session, or install xvfb.');
  }
  const again = spawnSync('xvfb-run', ['-a', process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exit(again.status ?? 1);
}

/** @param {string} path */
function report(path) {
  try {
    for (const { name, failure } of JSON.parse(readFileSync(path, 'utf8')))
      say(`${failure ? 'failed' : 'passed'}  ${name}`);
  } catch {
    say('VS Code ended before the tests had run.');
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
