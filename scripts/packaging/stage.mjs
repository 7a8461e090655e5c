import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  closeSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import path from 'node:path';
import { PackagingFailure } from './failure.mjs';
import { grammarFiles } from './grammars.mjs';
import { nativePackage } from './natives.mjs';
import { platformOfBinary } from './nativeFormat.mjs';
import { noticesText } from './notices.mjs';
import { byCodeUnit } from './order.mjs';
import { packageFolders, runtimeFiles } from './runtimeClosure.mjs';

const requiredFiles = [
  'dist/extension.cjs',
  'dist/worker.mjs',
  'dist/cli.mjs',
  'dist/syntax.cjs',
  ...grammarFiles.map((file) => `dist/grammars/${file}`),
  'dist/webview/chat.js',
  'dist/webview/chat.css',
  'models/hearth-starter-q8_0.gguf',
  'models/MODEL_CARD.md',
  'models/DATA.md',
  'media/icon.png',
  'LICENSE',
];

/** What may ship besides the run-time packages. A file that matches nothing here stays out. */
const shipped = [
  /^(README|CHANGELOG|SECURITY)\.md$/,
  /^LICENSE$/,
  /^package\.nls(\.[\w-]+)?\.json$/,
  /^dist\/[\w-]+\.(cjs|mjs)$/,
  /^dist\/grammars\/[\w-]+\.wasm$/,
  /^dist\/webview\/[\w-]+\.(js|css|ttf|woff2|svg)$/,
  /^media\/.+\.(png|svg|gif|jpg|md)$/,
  /^models\/[^/]+\.(gguf|md)$/,
  /^l10n\/[^/]+\.json$/,
];

/** Manifest keys that only a checkout needs. The run-time packages lie in dist/node_modules, so nothing is to be installed. */
const developmentKeys = ['scripts', 'devDependencies', 'dependencies', 'overrides', 'private'];

const inPackages = 'dist/node_modules';
const notLibraries = /\.(lib|exp|pdb|md|map|d\.ts)$/;

/** Fills `.cache/stage/<target>` with exactly what ships, and returns that folder. */
export async function stage(root, targetName, target) {
  const folder = path.join(root, '.cache/stage', targetName);
  rmSync(folder, { recursive: true, force: true });
  for (const file of requiredFiles) {
    if (!existsSync(path.join(root, file))) {
      throw new PackagingFailure(
        `${file} is missing from ${root}, but every package needs it: build it or restore it from git.`,
      );
    }
  }
  const files = ownFiles(root);
  for (const file of files) copy(path.join(root, file), path.join(folder, file));

  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const key of developmentKeys) delete manifest[key];
  write(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

  const runtime = await runtimeFiles(root);
  for (const file of runtime) copy(path.join(root, file), path.join(folder, 'dist', file));

  const natives = target.natives.map((name) => ({ name, folder: nativePackage(root, name) }));
  for (const native of natives) copyNative(native, path.join(folder, inPackages, '@node-llama-cpp', native.name));
  assertPlatform(folder, targetName, target);

  const packages = packageFolders(runtime).map((each) => path.join(root, each));
  write(
    path.join(folder, 'THIRD-PARTY-NOTICES.txt'),
    noticesText(root, [...packages, ...natives.map((native) => native.folder)]),
  );
  return folder;
}

function ownFiles(root) {
  const candidates = [];
  for (const entry of readdirSync(root, { withFileTypes: true })) if (entry.isFile()) candidates.push(entry.name);
  for (const folder of ['dist', 'media', 'models', 'l10n']) {
    if (!existsSync(path.join(root, folder))) continue;
    for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.relative(root, path.join(entry.parentPath, entry.name));
      candidates.push(file.replaceAll('\\', '/'));
    }
  }
  const files = candidates.filter((file) => shipped.some((pattern) => pattern.test(file)));
  const leftOut = candidates.filter(
    (file) => file.startsWith('dist/') && !files.includes(file) && file !== 'dist/meta.json',
  );
  if (leftOut.length > 0) process.stdout.write(`Not shipped: ${leftOut.join(', ')}\n`);
  return [...new Set([...files, ...readmeImages(root)])].toSorted(byCodeUnit);
}

/** The editor shows the README on the extension's page: images it names by a relative path have to ship with it. */
function readmeImages(root) {
  const file = path.join(root, 'README.md');
  if (!existsSync(file)) return [];
  const found = readFileSync(file, 'utf8').matchAll(/!\[[^\]]*\]\(\s*([^)\s]+)|<img[^>]*?\ssrc="([^"]+)"/g);
  const images = [...found].map((match) => match[1] ?? match[2]).filter((image) => !/^[a-z]+:/i.test(image));
  for (const image of images) {
    if (existsSync(path.join(root, image)) && !path.posix.normalize(image).startsWith('..')) continue;
    throw new PackagingFailure(
      `README.md shows ${image}, which is not in the checkout: add the image or take it out of the README.`,
    );
  }
  return images.map((image) => path.posix.normalize(image));
}

function copyNative({ folder }, to) {
  copy(path.join(folder, 'package.json'), path.join(to, 'package.json'));
  for (const part of ['dist', 'bins']) {
    for (const entry of readdirSync(path.join(folder, part), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || notLibraries.test(entry.name)) continue;
      const file = path.join(entry.parentPath, entry.name);
      copy(file, path.join(to, path.relative(folder, file)));
    }
  }
}

/** Each staged native library must be this platform's, and each native package must bring the addon. */
function assertPlatform(folder, targetName, target) {
  const wanted = `${target.os}-${target.cpu}`;
  const packages = path.join(folder, inPackages);
  const staged = readdirSync(path.join(packages, '@node-llama-cpp')).toSorted(byCodeUnit);
  if (staged.join() !== target.natives.toSorted(byCodeUnit).join()) {
    throw new PackagingFailure(
      `${folder} holds the native packages ${staged.join(', ')}, but ${targetName} takes ${target.natives.join(', ')}: look at scripts/packaging/targets.mjs.`,
    );
  }
  const addons = new Set();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const found = platformOfBinary(firstBytes(file));
    if (found === undefined) continue;
    if (found !== wanted) {
      throw new PackagingFailure(
        `${file} is a library for ${found}, but this package is for ${wanted}: delete .cache/native and package again.`,
      );
    }
    if (entry.name === 'llama-addon.node') addons.add(path.relative(packages, file).split(path.sep)[1]);
  }
  const without = target.natives.filter((name) => !addons.has(name));
  if (without.length > 0) {
    throw new PackagingFailure(
      `@node-llama-cpp/${without[0]} holds no llama-addon.node: delete .cache/native, run "npm ci" and package again.`,
    );
  }
}

function firstBytes(file) {
  const bytes = Buffer.alloc(4096);
  const handle = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(handle);
  }
}

function copy(from, to) {
  if (lstatSync(from).isSymbolicLink()) {
    throw new PackagingFailure(`${from} is a link, and links do not ship: put the file itself there.`);
  }
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(from, to);
  // The archive keeps the mode: the same one whatever this machine's umask.
  chmodSync(to, 0o644);
}

function write(file, text) {
  writeFileSync(file, text);
  chmodSync(file, 0o644);
}
