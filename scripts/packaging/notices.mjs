import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PackagingFailure } from './failure.mjs';
import { accepted, holders, insideGrammars, insideNatives, mitText } from './licences.mjs';
import { byCodeUnit } from './order.mjs';
import { packageFolderOf } from './runtimeClosure.mjs';

const rule = '='.repeat(80);

/** The text of THIRD-PARTY-NOTICES.txt for the package folders that ship and for what esbuild put into the bundles. */
export function noticesText(root, shippedFolders) {
  const notices = new Map();
  for (const folder of [...shippedFolders, ...bundledFolders(root)]) {
    const notice = noticeOf(folder);
    notices.set(`${notice.name} ${notice.version}`, notice);
  }
  // The chat page draws with path data taken from this package: no import leads to it.
  const icons = noticeOf(installed(root, '@vscode/codicons'));
  notices.set('icons', { ...icons, remark: 'Icons of the chat page; joined into single paths, otherwise unchanged.' });
  // Headers, compiled into llama-addon.node.
  notices.set('addon', noticeOf(installed(root, 'node-addon-api')));
  addParts(notices, insideNatives, 'Part of the native libraries.');
  addParts(notices, insideGrammars, 'Part of the grammars and of the parser that reads them, in dist/grammars.');
  const sorted = [...notices.values()].toSorted((a, b) =>
    byCodeUnit(`${a.name} ${a.version}`, `${b.name} ${b.version}`),
  );
  return `${heading(sorted)}\n${sorted.map(section).join('\n')}`;
}

/** What was compiled into a binary: no package folder of ours leads to it. */
function addParts(notices, parts, remark) {
  for (const { name, licence, source, file, copyright } of parts) {
    const text = file === undefined ? mitText(copyright) : ownText(file);
    notices.set(name, { name, version: '', licence, source, text, remark });
  }
}

function heading(notices) {
  const list = notices.map(({ name, version, licence }) => `  ${`${name} ${version}`.trim()} (${licence})`);
  return `Third-party notices of Hearth

Hearth contains the work of others listed here, under the licences that follow.

${list.join('\n')}

The starter model in models/ was trained for Hearth and is under Hearth's own
licence: models/MODEL_CARD.md describes it, and models/DATA.md names each
repository it was trained on, with its commit and licence.
`;
}

function section({ name, version, licence, source, text, remark }) {
  const lines = [`${name} ${version}`.trim(), `Licence: ${licence}`];
  if (source !== undefined) lines.push(`Source: ${source}`);
  if (remark !== undefined) lines.push(remark);
  return `${rule}\n${lines.join('\n')}\n${rule}\n\n${text.replaceAll('\r\n', '\n').trim()}\n`;
}

function noticeOf(folder) {
  const { name, version, license, licenses, repository } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const licence = license ?? licenses?.map(({ type }) => type).join(' OR ');
  const choices = String(licence).replaceAll(/[()]/g, '').split(' OR ');
  if (!choices.some((choice) => accepted.has(choice))) {
    throw new PackagingFailure(
      `${folder}/package.json names the licence "${licence}", which nobody has looked at yet: read it, then add it to scripts/packaging/licences.mjs or drop the package.`,
    );
  }
  const url = typeof repository === 'string' ? repository : repository?.url;
  const source = url
    ?.replace(/^git\+/, '')
    .replace(/\.git$/, '')
    .replace(/^git:/, 'https:');
  return { name, version, licence, source, text: licenceText(folder, name, licence) };
}

/** All licence files of a package; NOTICE counts, since Apache-2.0 asks for it. */
function licenceText(folder, name, licence) {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)/i.test(entry.name))
    .map((entry) => path.join(folder, entry.name))
    .toSorted(byCodeUnit);
  if (files.length > 0) return files.map((file) => readFileSync(file, 'utf8').trim()).join('\n\n');
  const holder = holders.get(name);
  if (holder?.licence === licence && licence === 'MIT') return mitText(holder.copyright);
  throw new PackagingFailure(
    `${folder} ships without a licence text: look its copyright holder up and add it to "holders" in scripts/packaging/licences.mjs.`,
  );
}

function bundledFolders(root) {
  const file = path.join(root, 'dist/meta.json');
  if (!existsSync(file)) {
    throw new PackagingFailure(
      `${file} is missing, and the notices of the bundled packages come from it: let esbuild.mjs write its metafile there.`,
    );
  }
  const { inputs } = JSON.parse(readFileSync(file, 'utf8'));
  const bundled = Object.keys(inputs).filter((input) => input.includes('node_modules/'));
  return [...new Set(bundled.map(packageFolderOf))].map((folder) => path.join(root, folder));
}

function installed(root, name) {
  const folder = path.join(root, 'node_modules', name);
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  throw new PackagingFailure(`${folder} is not installed, and its licence belongs into the notices: run "npm ci".`);
}

function ownText(file) {
  return readFileSync(path.join(import.meta.dirname, 'licences', file), 'utf8');
}
