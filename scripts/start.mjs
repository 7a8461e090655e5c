/**
 * `npm start`: installs what is missing, builds, completes a real file in the terminal, then opens the editor with the
 * extension on the sample workspace. `--no-open` ends after the terminal part.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureDependencies, ensureEditor } from './install.mjs';
import { startEditorServer, thisPlatform, vsixPath } from './editor.mjs';
import { findOnPath, isWindows, main, node, nodeBinary, root, run, say, StepFailed } from './node24.mjs';

const sampleFolder = join('samples', 'basket');
const samplePlace = 'samples/basket/src/wishlist.ts:8:17';

await main(async () => {
  const options = process.argv.slice(2);
  const unknown = options.find((option) => option !== '--no-open');
  if (unknown !== undefined) throw new StepFailed(`npm start does not know ${unknown}. It knows --no-open.`, 2);
  await ensureDependencies();
  await node(['esbuild.mjs']);
  completeSample();
  if (options.includes('--no-open')) return;
  const desktop = findOnPath('code');
  if (desktop === undefined) await openInBrowser();
  else await openDesktop(desktop);
});

/** The main job, in the terminal: what would be suggested at a real place of a real file. */
function completeSample() {
  say(`\nCompleting ${samplePlace} with the model that is built in:\n`);
  const args = ['dist/cli.mjs', 'complete', '--json', samplePlace];
  const { status, stdout, stderr } = spawnSync(nodeBinary(), args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new StepFailed(`node ${args.join(' ')} failed:\n${stderr}`);
  const { text, reason, model, milliseconds, tokensEvaluated, tokensGenerated } = JSON.parse(stdout);
  if (!text) throw new StepFailed(`The model suggested nothing at ${samplePlace} (${reason}).`);
  const [, file = '', line = '', column = ''] = /^(.+):(\d+):(\d+)$/.exec(samplePlace) ?? [];
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const typed = lines[Number(line) - 1]?.slice(0, Number(column) - 1) ?? '';
  const [bold, plain] = process.stdout.isTTY ? ['\u001b[1m', '\u001b[0m'] : ['', ''];
  for (const before of lines.slice(Math.max(0, Number(line) - 4), Number(line) - 1)) say(`    ${before}`);
  say(`    ${typed}${bold}${text}${plain}`);
  const seconds = (milliseconds / 1000).toFixed(2);
  say(`\nSuggested: ${JSON.stringify(text)}`);
  say(`by ${model} in ${seconds} s, its start included: ${tokensEvaluated} tokens read, ${tokensGenerated} written.`);
}

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
