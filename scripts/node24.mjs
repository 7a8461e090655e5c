/** Runs programs for the other scripts, always on Node 24, and with nothing installed but Node 20 and npm. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const isWindows = process.platform === 'win32';

const nodeVersion = '24.21.0';
const nodeFolder = join(root, '.tools', 'node');
const broughtNode = join(nodeFolder, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');

/** A step that went wrong in a way its message explains; the scripts print the message and no stack. */
export class StepFailed extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function say(line = '') {
  process.stdout.write(`${line}\n`);
}

/** The path of a Node 24: the one that runs this script, or the one that `ensureNode24` brought. */
export function nodeBinary() {
  return runsOn24() ? process.execPath : broughtNode;
}

/** Puts npm's `node` package under .tools where this script runs on another major version. */
export async function ensureNode24() {
  if (runsOn24() || broughtVersion() === nodeVersion) return;
  say(`Node ${process.versions.node} runs this; bringing Node ${nodeVersion} into .tools/node`);
  mkdirSync(nodeFolder, { recursive: true });
  const manifest = { private: true, allowScripts: { node: true }, dependencies: { node: nodeVersion } };
  writeFileSync(join(nodeFolder, 'package.json'), `${JSON.stringify(manifest)}\n`);
  await run(process.execPath, [npmCli(), 'install', '--ignore-scripts=false'], { cwd: nodeFolder });
  if (broughtVersion() !== nodeVersion) {
    throw new StepFailed(`npm's package node@${nodeVersion} did not bring a program that runs on this machine.`);
  }
}

/**
 * What a child process gets: Node 24 first on the PATH, and none of the variables by which an outer npm would tell an
 * inner one that it runs on another Node (the test editor's installation reads npm_config_user_agent).
 * @param {Record<string, string | undefined>} [extra]
 */
export function childEnv(extra = {}) {
  const env = { ...process.env, ...extra };
  for (const name of Object.keys(env)) {
    if (
      /^npm_(lifecycle|package|execpath|node_execpath|command|config_(user_agent|local_prefix|node_gyp))/i.test(name)
    ) {
      delete env[name];
    }
  }
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = [dirname(nodeBinary()), env[pathName]].filter(Boolean).join(delimiter);
  return env;
}

/**
 * Runs a program with its output shown as it comes. Rejects when it fails or cannot be started.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, name?: string }} [options]
 * @returns {Promise<void>}
 */
export function run(command, args, { cwd = root, env = {}, name } = {}) {
  const shown = name ?? [basename(command), ...args].join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: childEnv(env), stdio: 'inherit' });
    child.on('error', (error) => reject(new StepFailed(`\`${shown}\` could not be started: ${error.message}`, 127)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new StepFailed(
            `\`${shown}\` ${signal ? `was ended by ${signal}` : `failed (exit status ${code})`}.`,
            code ?? 1,
          ),
        );
    });
  });
}

/** @param {string[]} args @param {Parameters<typeof run>[2]} [options] */
export function node(args, options) {
  const name = `node ${args.join(' ').replaceAll(`${root}/`, '')}`;
  return run(nodeBinary(), args, { name, ...options });
}

/** @param {string[]} args @param {Parameters<typeof run>[2]} [options] */
export function npm(args, options) {
  return run(nodeBinary(), [npmCli(), ...args], { name: `npm ${args.join(' ')}`, ...options });
}

/**
 * The script behind a command of a root dependency: started with Node itself, it needs neither npx nor a shell on Windows.
 * @param {string} packageName @param {string} [command]
 */
export function packageBin(packageName, command = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/** The first of these programs that the PATH holds. @param {string[]} names @returns {string | undefined} */
export function findOnPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const endings = isWindows ? ['.exe', '.cmd'] : [''];
  return names
    .flatMap((name) => folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))))
    .find((path) => existsSync(path));
}

/** Runs the body of a script: a StepFailed becomes one line and the exit status. @param {() => Promise<void>} body */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

function runsOn24() {
  return process.versions.node.startsWith('24.');
}

function broughtVersion() {
  if (!existsSync(broughtNode)) return undefined;
  return spawnSync(broughtNode, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout?.trim();
}

function npmCli() {
  const outer = process.env['npm_execpath'];
  if (outer !== undefined && basename(outer) === 'npm-cli.js') return outer;
  const onPath = findOnPath('npm');
  if (onPath === undefined) throw new StepFailed('npm is not on the PATH. Install Node.js 20 or later with npm.', 127);
  const besideShim = join(dirname(onPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return existsSync(besideShim) ? besideShim : realpathSync(onPath);
}
