/**
 * `npm start`: installs what is missing, builds, completes a real file in the terminal, then opens the editor with the
 * extension on the sample workspace. `--no-open` ends after the terminal part.
 */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureDependencies, ensureEditor } from './install.mjs';
import { startEditorServer, thisPlatform, vsixPath } from './editor.mjs';
import { findOnPath, isWindows, main, node, root, run, say, StepFailed } from './node24.mjs';

const sampleFolder = join('samples', 'basket');
const samplePlace = 'samples/basket/src/wishlist.ts:8:17';

await main(async () => {
  const options = process.argv.slice(2);
  const unknown = options.find((option) => option !== '--no-open');
  if (unknown !== undefined) throw new StepFailed(`npm start does not know ${unknown}. It knows --no-open.`, 2);
  await ensureDependencies();
  await node(['esbuild.mjs']);
  say(`\nCompleting ${samplePlace} with the embedded model:\n`);
  await node(['dist/cli.mjs', 'complete', samplePlace]);
  if (options.includes('--no-open')) return;
  const desktop = findOnPath('code');
  if (desktop === undefined) await openInBrowser();
  else await openDesktop(desktop);
});

/** @param {string} code */
async function openDesktop(code) {
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, join(root, sampleFolder)];
  say('\nOpening VS Code with the extension and the sample workspace.');
  // Windows' `code` is a batch file, which only its command interpreter can start.
  await (isWindows ? run('cmd.exe', ['/d', '/c', code, ...args]) : run(code, args));
}

async function openInBrowser() {
  say('\nThere is no `code` on the PATH: starting VS Code in the browser.');
  await ensureEditor();
  await node(['scripts/package.mjs', '--target', thisPlatform()]);
  const folder = join(root, '.cache', 'editor');
  // The extension built a moment ago has the version of the one installed before.
  rmSync(join(folder, 'extensions'), { recursive: true, force: true });
  const server = await startEditorServer({ folder, vsix: vsixPath() });
  say(`\nOpen ${server.url}/?folder=${encodeURIComponent(join(root, sampleFolder))}\nCtrl+C ends it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
  await server.stop();
}
