/** VS Code in the browser (code-server): what `npm start` opens and what the editor tests drive. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnv, nodeBinary, root, StepFailed } from './node24.mjs';

const codeServer = join(root, 'test', 'editor', 'node_modules', 'code-server');

/** Where code-server 4.139.1 answers "may this extension use proposed API": with yes, for every extension. */
const proposedApiChecks = [
  {
    file: 'lib/vscode/out/vs/workbench/api/node/extensionHostProcess.js',
    always: 'function Oe(i,t){return!0}',
    declared: 'function Oe(i,t){return!!(i&&i.enabledApiProposals&&i.enabledApiProposals.includes(t))}',
  },
  {
    file: 'lib/vscode/out/vs/code/browser/workbench/workbench.js',
    always: 'function uc(s,o){return!0}',
    declared: 'function uc(s,o){return!!(s&&s.enabledApiProposals&&s.enabledApiProposals.includes(o))}',
  },
];

/** Settings for a window that shows the folder and nothing else, and that changes only when it is told to. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'window.autoDetectColorScheme': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'editor.wordBasedSuggestions': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'chat.disableAIFeatures': true,
};

/**
 * Makes code-server refuse proposed API to extensions that do not declare it, as the desktop editor does. Without this the
 * tests would not notice an extension that works here only.
 */
export function switchOffProposedApi() {
  for (const { file, always, declared } of proposedApiChecks) {
    const path = join(codeServer, file);
    const source = readFileSync(path, 'utf8');
    if (source.includes(declared)) continue;
    const [before, after, ...more] = source.split(always);
    if (before === undefined || after === undefined || more.length > 0) {
      throw new StepFailed(`code-server's ${file} has changed: \`${always}\` must be in it exactly once.`);
    }
    writeFileSync(path, before + declared + after);
  }
}

/** The package that fits this machine. */
export function thisPlatform() {
  return `${process.platform}-${process.arch}`;
}

/** @param {string} [target] */
export function vsixPath(target = thisPlatform()) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return join(root, 'out', `hearth-${target}-${version}.vsix`);
}

/**
 * Starts an editor server that keeps all it writes under `folder`, and waits until it answers.
 * @param {import('./editor.mjs').EditorServerOptions} options
 * @returns {Promise<import('./editor.mjs').EditorServer>}
 */
export async function startEditorServer({ folder, vsix, settings = {}, env = {}, developmentMode = false, port }) {
  const userData = join(folder, 'user-data');
  const extensions = join(folder, 'extensions');
  for (const path of [join(userData, 'User'), extensions]) mkdirSync(path, { recursive: true });
  const settingsFile = join(userData, 'User', 'settings.json');
  // A folder used before keeps what its user has set.
  if (!existsSync(settingsFile)) {
    writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  }
  const serverEnv = childEnv({ EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env });
  const folders = [`--user-data-dir=${userData}`, `--extensions-dir=${extensions}`];
  if (vsix !== undefined) installExtension(vsix, folders, serverEnv);

  const chosenPort = port ?? (await freePort());
  const flags = [
    '--auth=none',
    `--bind-addr=127.0.0.1:${chosenPort}`,
    `--config=${join(userData, 'config.yaml')}`,
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    '--disable-getting-started-override',
    // The default keeps the extension host, and so the model's process, for three hours after its window is closed.
    '--reconnection-grace-time=5',
    ...(developmentMode ? ['--vscode-option=enable-smoke-test-driver'] : []),
    ...folders,
  ];
  const child = spawn(nodeBinary(), [entryScript(), ...flags], {
    cwd: folder,
    env: serverEnv,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output = (output + text).slice(-100_000);
    });
  }
  const forceEnd = () => void signal(groupOf(child), 'SIGKILL');
  process.once('exit', forceEnd);
  const stop = async () => {
    await endGroup(child);
    process.off('exit', forceEnd);
  };
  const url = `http://127.0.0.1:${chosenPort}`;
  try {
    await untilHealthy(url, child);
  } catch (error) {
    await stop();
    throw new StepFailed(
      `The test editor did not start: ${error instanceof Error ? error.message : String(error)}\n${output}`,
    );
  }
  return { url, port: chosenPort, pid: child.pid ?? 0, folder, userData, output: () => output, stop };
}

/** @param {string} vsix @param {string[]} folders @param {Record<string, string | undefined>} env */
function installExtension(vsix, folders, env) {
  if (!existsSync(vsix)) throw new StepFailed(`There is no ${vsix}. \`node scripts/package.mjs\` writes it.`);
  const done = spawnSync(nodeBinary(), [entryScript(), ...folders, '--install-extension', vsix], {
    env,
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new StepFailed(`The test editor did not install ${vsix}:\n${done.stdout}${done.stderr}`);
}

function entryScript() {
  return join(codeServer, 'out', 'node', 'entry.js');
}

/** @param {string} url @param {import('node:child_process').ChildProcess} child */
async function untilHealthy(url, child) {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`it ended with exit status ${child.exitCode}.`);
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error('it did not answer within a minute.');
}

/**
 * Ends the server with all that it started (extension hosts, the model's process): first asked, then forced.
 * @param {import('node:child_process').ChildProcess} child
 */
async function endGroup(child) {
  const group = groupOf(child);
  if (!signal(group, 'SIGTERM')) return;
  for (let attempt = 0; attempt < 50; attempt++) {
    await sleep(100);
    if (!signal(group, 0)) return;
  }
  signal(group, 'SIGKILL');
}

/** @param {import('node:child_process').ChildProcess} child */
function groupOf(child) {
  if (child.pid === undefined) return NaN;
  return process.platform === 'win32' ? child.pid : -child.pid;
}

/** @param {number} group @param {'SIGTERM' | 'SIGKILL' | 0} name @returns {boolean} whether anything was there to get it */
function signal(group, name) {
  try {
    return process.kill(group, name);
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
