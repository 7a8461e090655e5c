import { existsSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { PackagingFailure } from './failure.mjs';
import { byCodeUnit } from './order.mjs';

/** `testBindingBinary.js` is forked, not imported: no import statement leads to it. */
const entryPoints = ['dist/index.js', 'dist/bindings/utils/testBindingBinary.js'];

/** Read from the disk at run time. All else under `llama/` serves compiling llama.cpp, which Hearth never does. */
const dataFiles = ['llama/binariesGithubRelease.json', 'llama/llama.cpp.info.json', 'llama/package.json'];

/**
 * Imports that may stay unresolved: the platform's native package is staged by itself, `electron` and
 * `supports-color` are probed inside a try, and `@reflink/reflink` speeds up downloads, which Hearth never starts.
 */
const mayStayOutside = [/^@node-llama-cpp\//, /^electron$/, /^@reflink\/reflink$/, /^supports-color$/];

/** Only needed to compile llama.cpp, for the package's own command line, or to unpack downloads. */
const mustNotShip = ['cmake-js', 'yargs', 'tar', 'node-addon-api', 'typescript', '@reflink/reflink'];

/**
 * Every file of node_modules that importing node-llama-cpp can reach, as paths relative to `root` with `/`, sorted.
 * Found by following the import statements; whole packages would weigh three times as much.
 */
export async function runtimeFiles(root) {
  const library = 'node_modules/node-llama-cpp';
  if (!existsSync(path.join(root, library, 'package.json'))) {
    throw new PackagingFailure(`${library} is not installed: run "npm ci" in ${root} first.`);
  }
  const files = new Set();
  // Node picks "module-sync" from 22.12 on and "import" before: what ships has to serve both.
  for (const conditions of [[], ['module-sync']]) {
    const inputs = await reachedFrom(root, library, conditions);
    for (const file of inputs) files.add(file);
  }
  for (const file of dataFiles) files.add(`${library}/${file}`);
  for (const grammar of readdirSync(path.join(root, library, 'llama/grammars'))) {
    if (grammar.endsWith('.gbnf')) files.add(`${library}/llama/grammars/${grammar}`);
  }
  // Each package.json between a file and its package's folder: "type", "main" and "exports" steer the resolution.
  const reached = [...files];
  for (const file of reached) {
    const packageFolder = packageFolderOf(file);
    for (let folder = path.posix.dirname(file); ; folder = path.posix.dirname(folder)) {
      if (existsSync(path.join(root, folder, 'package.json'))) files.add(`${folder}/package.json`);
      if (folder === packageFolder) break;
    }
  }
  const unwanted = packageFolders(files).filter((folder) =>
    mustNotShip.some((name) => folder.endsWith(`node_modules/${name}`)),
  );
  if (unwanted.length > 0) {
    throw new PackagingFailure(
      `${unwanted.join(', ')} became reachable from node-llama-cpp but must not ship: look at the import that leads there, then at scripts/packaging/runtimeClosure.mjs.`,
    );
  }
  return [...files].toSorted(byCodeUnit);
}

async function reachedFrom(root, library, conditions) {
  const options = {
    absWorkingDir: root,
    entryPoints: entryPoints.map((entry) => `${library}/${entry}`),
    bundle: true,
    write: false,
    outdir: 'unused',
    metafile: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['main'],
    conditions,
    // Node knows nothing of "sideEffects: false": it loads a module even where none of its exports is used.
    ignoreAnnotations: true,
    treeShaking: false,
    external: ['@node-llama-cpp/*', 'electron', '@reflink/*'],
    logLevel: 'silent',
  };
  const { metafile } = await build(options).catch((error) => {
    throw new PackagingFailure(
      `${library} cannot be followed to all its files (${error.errors?.[0]?.text ?? error.message}): run "npm ci", or add the import to mayStayOutside in scripts/packaging/runtimeClosure.mjs if it is optional.`,
    );
  });
  for (const [file, { imports }] of Object.entries(metafile.inputs)) {
    for (const { path: name, external } of imports) {
      if (!external || isBuiltin(name) || mayStayOutside.some((pattern) => pattern.test(name))) continue;
      throw new PackagingFailure(
        `${file} imports "${name}", which was not found in node_modules: run "npm ci", or add it to the list in scripts/packaging/runtimeClosure.mjs if it is optional.`,
      );
    }
  }
  return Object.keys(metafile.inputs);
}

function isBuiltin(name) {
  return name.startsWith('node:') || builtinModules.includes(name);
}

/** `node_modules/a/node_modules/@s/b/lib/c.js` → `node_modules/a/node_modules/@s/b`. */
export function packageFolderOf(file) {
  const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file);
  if (match === null)
    throw new PackagingFailure(`${file} is outside node_modules: the run-time packages must not be linked.`);
  return match[0];
}

/** The folders of the packages that `files` belong to, sorted. */
export function packageFolders(files) {
  return [...new Set([...files].map(packageFolderOf))].toSorted(byCodeUnit);
}
