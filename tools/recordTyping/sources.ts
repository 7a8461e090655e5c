/** Where the changes come from: commits of this repository, and the programs of programs/. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from '../../test/bench/recording.ts';
import type { Change } from './session.ts';

const root = join(import.meta.dirname, '..', '..');
const programs = join(import.meta.dirname, 'programs');

/** `edited` in the order of work; `read` are open beside them. Paths at the time of the commit. */
type Commit = { name: string; commit: string; edited: string[]; read: string[] };

const commits: Commit[] = [
  {
    name: 'typescript-chat-without-template',
    commit: '05a1de0',
    edited: [
      'src/chat/chatService.ts',
      'src/chat/chatPrompt.ts',
      'src/extension/languageName.ts',
      'src/worker/decode.ts',
    ],
    read: ['src/chat/conversation.ts', 'src/protocol/workerApi.ts'],
  },
  {
    name: 'typescript-explain-completion',
    commit: '142a3df',
    edited: [
      'src/completion/outcome.ts',
      'src/completion/explanation.ts',
      'src/extension/explainDocument.ts',
      'src/completion/engine.ts',
    ],
    read: ['src/completion/generation.ts'],
  },
  {
    name: 'typescript-long-lines',
    commit: '3ad884b',
    edited: ['src/completion/anchor.ts', 'src/completion/textWindow.ts', 'src/completion/snapshot.ts'],
    read: ['src/completion/fimPrompt.ts', 'src/extension/convert.ts'],
  },
  {
    name: 'typescript-closed-quotes',
    commit: '3ad884b',
    edited: ['src/completion/filters.ts', 'src/completion/engine.ts'],
    read: ['src/completion/snapshot.ts', 'src/completion/filters.test.ts'],
  },
  {
    name: 'typescript-watched-worker',
    commit: '3e2ad24',
    edited: [
      'src/runtimes/embedded/workerProcess.ts',
      'src/worker/progress.ts',
      'src/worker/inference.ts',
      'src/runtimes/embedded/modelProcess.ts',
    ],
    read: ['src/protocol/workerApi.ts'],
  },
  {
    name: 'typescript-switch-model',
    commit: '3e2ad24',
    edited: [
      'src/extension/modelRoles.ts',
      'src/extension/switchModel.ts',
      'src/extension/toggleSuggestions.ts',
      'src/extension/failureMessage.ts',
      'src/chat/transcriptStore.ts',
    ],
    read: ['src/extension/settings.ts'],
  },
];

/** Every change that is recorded, in the order of their names. */
export function changes(): Change[] {
  const written = readdirSync(programs)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => programOf(file.replace(/\.txt$/, ''), readFileSync(join(programs, file), 'utf8')));
  return [...commits.map(changeOf), ...written].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function changeOf({ name, commit, edited, read }: Commit): Change {
  const paths = [...edited, ...read];
  return {
    name,
    language: 'typescript',
    origin: { kind: 'commit', what: `commit ${commit} of this repository, ${edited.length} of its files` },
    seed: seedOf(name),
    files: Object.fromEntries(paths.map((path) => [path, show(`${commit}^`, path)])),
    open: paths.filter((path) => show(`${commit}^`, path) !== ''),
    after: Object.fromEntries(edited.map((path) => [path, show(commit, path)])),
  };
}

/** A file as a commit has it; empty where it has none. */
function show(commit: string, path: string): string {
  const listed = execFileSync('git', ['ls-tree', commit, path], { cwd: root, encoding: 'utf8' });
  return listed === '' ? '' : execFileSync('git', ['show', `${commit}:${path}`], { cwd: root, encoding: 'utf8' });
}

/**
 * A program before and after: `=== path` begins a file; of its lines, those with `+` in front are in it only after, those
 * with `-` only before, those with a blank always.
 */
export function programOf(name: string, source: string): Change {
  const files: Record<string, string> = {};
  const after: Record<string, string> = {};
  const [head = '', ...parts] = source.split(/^=== /m);
  for (const part of parts) {
    const [path = '', ...lines] = part.replace(/\n$/, '').split('\n');
    const bad = lines.find((line) => line !== '' && !/^[ +-]/.test(line));
    if (bad !== undefined) throw new Error(`${name}, ${path}: no mark in front of “${bad}”`);
    const text = (other: string): string =>
      lines
        .filter((line) => !line.startsWith(other))
        .map((line) => `${line.slice(1)}\n`)
        .join('');
    files[path] = text('+');
    if (lines.some((line) => /^[+-]/.test(line))) after[path] = text('-');
  }
  return {
    name,
    language: name.split('-')[0] as Recording['language'],
    origin: { kind: 'written', what: head.trim() },
    seed: seedOf(name),
    files,
    open: Object.keys(files).filter((path) => files[path] !== ''),
    after,
  };
}

function seedOf(name: string): number {
  let seed = 7;
  for (let at = 0; at < name.length; at++) seed = (seed * 31 + name.charCodeAt(at)) >>> 0;
  return seed;
}
