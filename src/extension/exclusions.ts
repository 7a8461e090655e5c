import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables.ts';
import { describeError } from '../base/errors.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import { globMatcher } from '../context/globs.ts';
import { IgnoreTree } from '../context/ignoreTree.ts';
import { isSecretPath } from '../context/secrets.ts';

export type ExclusionReason = 'secret' | 'hearthignore' | 'gitignore' | 'filesExclude' | 'setting';

const ignoreFiles = { hearthignore: '.hearthignore', gitignore: '.gitignore' } as const;
type IgnoreKind = keyof typeof ignoreFiles;

/** A larger ignore file is not read; what stands below it is excluded. */
const maxIgnoreBytes = 1_000_000;
/** Folders whose ignore files are remembered, and verdicts. */
const maxFolders = 5_000;
const maxVerdicts = 2_000;

type Root = {
  folder: vscode.WorkspaceFolder;
  trees: Record<IgnoreKind, IgnoreTree>;
  isHidden: (path: string) => boolean;
  isSetOut: (path: string) => boolean;
  reading: Map<string, Promise<void>>;
};

/**
 * The one home of what Hearth does not look at. Answers are immediate; while a folder's ignore files have not been read
 * its files count as excluded, and reading begins.
 */
export class Exclusions implements Disposable {
  readonly #log: Log;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new Emitter<void>());
  readonly #roots = new Map<string, Root>();
  readonly #verdicts = new Map<string, ExclusionReason | null>();
  readonly onDidChange = this.#changes.event;

  constructor(log: Log) {
    this.#log = log;
    const names = `**/{${Object.values(ignoreFiles).join(',')}}`;
    const watcher = this.#store.add(vscode.workspace.createFileSystemWatcher(names));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
      this.#store.add(event((uri) => this.#reread(uri)));
    }
    // Another program's change may be told of late; the user's own is known when it is saved.
    this.#store.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#reread(uri)));
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#startAnew()));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('files.exclude') || event.affectsConfiguration('hearth.context.exclude')) {
          this.#startAnew();
        }
      }),
    );
  }

  /** Why a file may not be drawn on for another one; null where it may. */
  reasonFor(uri: vscode.Uri): ExclusionReason | null {
    const key = uri.toString();
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    if (isSecretPath(uri.path)) return 'secret';
    const place = this.#placeOf(uri);
    if (!place) return null;
    if (!this.#isKnown(place)) return 'hearthignore';
    const { root, path } = place;
    const reason = root.trees.hearthignore.ignores(path)
      ? 'hearthignore'
      : root.trees.gitignore.ignores(path)
        ? 'gitignore'
        : root.isHidden(path)
          ? 'filesExclude'
          : root.isSetOut(path)
            ? 'setting'
            : null;
    if (this.#verdicts.size >= maxVerdicts) this.#verdicts.clear();
    this.#verdicts.set(key, reason);
    return reason;
  }

  /** No suggestions in secrets and in what `.hearthignore` names; a file that only git ignores is the user's to edit. */
  forbidsSuggestions(uri: vscode.Uri): boolean {
    if (isSecretPath(uri.path)) return true;
    const place = this.#placeOf(uri);
    if (!place) return false;
    return !this.#isKnown(place) || place.root.trees.hearthignore.ignores(place.path);
  }

  /** Why nothing is suggested in a file; null where something may be, or where that is not known yet. */
  whyForbidden(uri: vscode.Uri): 'secret' | 'hearthignore' | null {
    if (isSecretPath(uri.path)) return 'secret';
    const place = this.#placeOf(uri);
    return place && this.#isKnown(place) && this.forbidsSuggestions(uri) ? 'hearthignore' : null;
  }

  /** Resolves when the answers about this file no longer wait for reading; at once where they do not. */
  async whenKnown(uri: vscode.Uri): Promise<void> {
    // A change of an ignore file while it is read begins anew.
    for (let attempt = 0; attempt < 5; attempt++) {
      const place = this.#placeOf(uri);
      if (!place || this.#isKnown(place)) return;
      await Promise.all(place.root.reading.values());
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  #placeOf(uri: vscode.Uri): { root: Root; path: string } | null {
    // A cell's address is its notebook's with another scheme.
    const scheme = uri.scheme === 'vscode-notebook-cell' ? vscode.workspace.workspaceFolders?.[0]?.uri.scheme : null;
    const folder = vscode.workspace.getWorkspaceFolder(scheme ? uri.with({ scheme, fragment: '' }) : uri);
    if (!folder) return null;
    const base = folder.uri.path.replace(/\/$/, '');
    return { root: this.#rootOf(folder), path: uri.path.slice(base.length + 1) };
  }

  #rootOf(folder: vscode.WorkspaceFolder): Root {
    const key = folder.uri.toString();
    const known = this.#roots.get(key);
    if (known) return known;
    const hidden = vscode.workspace.getConfiguration('files', folder).get<Record<string, unknown>>('exclude') ?? {};
    const root: Root = {
      folder,
      trees: { hearthignore: new IgnoreTree(), gitignore: new IgnoreTree() },
      // One with a condition hides what is made from a file beside it, which is no secret.
      isHidden: globMatcher(Object.keys(hidden).filter((glob) => hidden[glob] === true)),
      isSetOut: globMatcher(addedGlobs(folder)),
      reading: new Map(),
    };
    this.#roots.set(key, root);
    return root;
  }

  /** Begins to read what is not known yet. */
  #isKnown({ root, path }: { root: Root; path: string }): boolean {
    const missing = (['hearthignore', 'gitignore'] as const).flatMap((kind) =>
      root.trees[kind].missing(path).map((folder) => ({ kind, folder })),
    );
    for (const { kind, folder } of missing) {
      const key = `${kind} ${folder}`;
      if (!root.reading.has(key)) this.#read(root, kind, folder);
    }
    return missing.length === 0;
  }

  #read(root: Root, kind: IgnoreKind, folder: string): void {
    if (root.trees[kind].size > maxFolders) root.trees[kind].clear();
    const key = `${kind} ${folder}`;
    const file = vscode.Uri.joinPath(root.folder.uri, ...folder.split('/'), ignoreFiles[kind]);
    const reading = this.#textOf(file).then((text) => {
      // Read anew meanwhile.
      if (root.reading.get(key) !== reading) return;
      root.reading.delete(key);
      root.trees[kind].set(folder, text);
    });
    root.reading.set(key, reading);
  }

  /** Never rejects: what cannot be read excludes everything. */
  async #textOf(file: vscode.Uri): Promise<string | null> {
    try {
      const { size, type } = await vscode.workspace.fs.stat(file);
      if ((type & vscode.FileType.Directory) !== 0) return null;
      if (size <= maxIgnoreBytes) return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      this.#log.warn(`${file.path} is too large to be read; all files beside and below it are left alone`);
    } catch (error) {
      const isAbsent =
        error instanceof vscode.FileSystemError &&
        ['FileNotFound', 'FileNotADirectory', 'EntryNotFound', 'ENOENT', 'ENOTDIR'].includes(error.code);
      if (isAbsent) return null;
      this.#log.warn(
        `${file.path} cannot be read; all files beside and below it are left alone: ${describeError(error)}`,
      );
    }
    return '*';
  }

  #reread(uri: vscode.Uri): void {
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const kind = (['hearthignore', 'gitignore'] as const).find((one) => ignoreFiles[one] === name);
    const place = kind && this.#placeOf(uri);
    if (!kind || !place) return;
    const folder = place.path.slice(0, -name.length).replace(/\/$/, '');
    place.root.trees[kind].forget(folder);
    this.#verdicts.clear();
    this.#read(place.root, kind, folder);
    // Now, so that what was known is not relied on, and again when what holds is known.
    this.#changes.fire();
    void this.whenKnown(uri).then(() => this.#changes.fire());
  }

  #startAnew(): void {
    this.#roots.clear();
    this.#verdicts.clear();
    this.#changes.fire();
  }
}

/** Globs of all levels of settings together: none can take another's away. */
function addedGlobs(folder: vscode.WorkspaceFolder): string[] {
  const levels = vscode.workspace.getConfiguration('hearth.context', folder).inspect<unknown>('exclude');
  return [levels?.globalValue, levels?.workspaceValue, levels?.workspaceFolderValue].flatMap((value) =>
    Array.isArray(value) ? value.filter((glob) => typeof glob === 'string') : [],
  );
}
