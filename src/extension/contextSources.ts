import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposables.ts';
import { describeError, isAbort } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Chunk } from '../context/chunk.ts';
import { afterChange, type EditRegion } from '../context/editRegion.ts';
import { limits, RepositoryContext } from '../context/repositoryContext.ts';
import { isOpenInTab, isSource, nameOf, openTabs, type ContextFiles } from './contextFiles.ts';
import { gatherDefinitions, type AskedFor } from './definitionSource.ts';
import type { Exclusions } from './exclusions.ts';

/** After so many milliseconds without a key or a move of the cursor things are gathered. */
const restMs = 300;
/** Lines on either side from which a piece around a place is cut. */
const around = 40;
/** A cursor that moves less has visited nothing new, in lines. */
const visitDistance = 8;

type Parts = { files: ContextFiles; exclusions: Exclusions; log: Log };

/** Listens to the editor and tells `RepositoryContext`; a keystroke costs it a few comparisons, all else waits for a rest. */
export class ContextSources implements Disposable {
  readonly #parts: Parts;
  readonly #context = new RepositoryContext();
  readonly #store = new DisposableStore();
  readonly #edits = new Map<string, { uri: vscode.Uri; region: EditRegion }>();
  /** Open files that have changed behind the active editor, or been left. */
  readonly #stale = new Map<string, vscode.Uri>();
  readonly #visited = new Map<string, number>();
  readonly #askedFor: AskedFor = new Map();
  /** One thing after the other, so that what is kept depends on the order of events alone. */
  #queue: Promise<void> = Promise.resolve();
  #hasReadTabs = false;
  #timer: NodeJS.Timeout | undefined;
  #gathering = new AbortController();
  #active = vscode.window.activeTextEditor?.document.uri;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { window, workspace } = vscode;
    const store = this.#store;
    store.add(workspace.onDidChangeTextDocument((event) => this.#onChange(event)));
    store.add(window.onDidChangeTextEditorSelection(() => this.#restart()));
    store.add(window.onDidChangeActiveTextEditor((editor) => this.#onActive(editor)));
    store.add(window.tabGroups.onDidChangeTabs((event) => this.#onTabs(event)));
    store.add(workspace.onDidDeleteFiles(({ files }) => this.#forget(files)));
    store.add(workspace.onDidRenameFiles(({ files }) => this.#forget(files.map(({ oldUri }) => oldUri))));
    store.add(parts.exclusions.onDidChange(() => this.#reconsider()));
    store.add(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('hearth.context.repository')) this.#reconsider();
      }),
    );
    store.add(toDisposable(() => this.#stop()));
    // The tabs that are open already are read at the first rest, not while extensions start.
    this.#restart();
  }

  /** The workspace's name, and the document's path in it. */
  describe(address: string): { repository: string; path: string } {
    const uri = vscode.Uri.parse(address);
    const repository = vscode.workspace.getWorkspaceFolder(uri)?.name ?? vscode.workspace.name ?? '';
    return { repository, path: nameOf(uri) };
  }

  /** What a completion at this place may draw on; never waits. @param at a snapshot of the document */
  candidates(at: { uri: string; languageId: string; before: string; after: string }): readonly Chunk[] {
    const uri = vscode.Uri.parse(at.uri);
    if (this.#parts.files.modeOf(uri) === 'off') return [];
    const { languageId, before, after } = at;
    return this.#context.candidates({ path: nameOf(uri), languageId, before, after });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #onChange({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    // Of a change in many places (a formatter's, a rename's) the last one says where the user may be.
    const change = contentChanges.at(-1);
    if (!change || !isSource(document.uri)) return;
    const key = document.uri.toString();
    if (key !== this.#active?.toString()) this.#stale.set(key, document.uri);
    const { region, finished } = afterChange(this.#edits.get(key)?.region ?? null, {
      startLine: change.range.start.line,
      endLine: change.range.end.line,
      text: change.text,
    });
    this.#edits.set(key, { uri: document.uri, region });
    if (finished) this.#enqueue(() => this.#noteEdit(document.uri, finished));
    this.#restart();
  }

  #onActive(editor: vscode.TextEditor | undefined): void {
    // A panel or an output takes the keyboard for a moment: the file is still the one being worked on.
    if (!editor || editor.document.uri.toString() === this.#active?.toString()) return;
    if (this.#active) this.#stale.set(this.#active.toString(), this.#active);
    this.#active = editor.document.uri;
    this.#askedFor.clear();
    this.#restart();
  }

  #onTabs({ opened, closed }: vscode.TabChangeEvent): void {
    for (const { input } of opened) if (input instanceof vscode.TabInputText) this.#readOpen(input.uri);
    for (const { input } of closed) {
      if (!(input instanceof vscode.TabInputText) || isOpenInTab(input.uri)) continue;
      this.#stale.delete(input.uri.toString());
      this.#context.noteClosed(nameOf(input.uri));
    }
  }

  #forget(uris: readonly vscode.Uri[]): void {
    // A folder goes with all it holds.
    const names = uris.map(nameOf);
    this.#context.retain((path) => !names.some((name) => path === name || path.startsWith(`${name}/`)));
  }

  /** What may be context has changed. */
  #reconsider(): void {
    this.#context.clear();
    this.#askedFor.clear();
    this.#visited.clear();
    this.#readTabs();
    this.#restart();
  }

  #readTabs(): void {
    this.#hasReadTabs = true;
    // The ones in sight last: what is told last is kept longest.
    for (const uri of openTabs().slice(0, limits.openFiles).toReversed()) this.#readOpen(uri);
  }

  #readOpen(uri: vscode.Uri): void {
    this.#enqueue(async () => {
      const event = await this.#parts.files.open(uri, this.#visited.get(uri.toString()) ?? 0);
      if (event && isOpenInTab(uri)) this.#context.noteOpen(event);
    });
  }

  #restart(): void {
    this.#gathering.abort();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onRest(), restMs);
  }

  #onRest(): void {
    this.#gathering = new AbortController();
    if (!this.#hasReadTabs) this.#readTabs();
    const edits = [...this.#edits.values()];
    const stale = [...this.#stale.values()];
    this.#edits.clear();
    this.#stale.clear();
    for (const uri of stale) if (isOpenInTab(uri)) this.#readOpen(uri);
    for (const { uri, region } of edits) this.#enqueue(() => this.#noteEdit(uri, region));
    const editor = vscode.window.activeTextEditor;
    if (!editor || this.#parts.files.pathOf(editor.document.uri) === null) return;
    this.#enqueue(() => this.#noteVisit(editor));
    const { signal } = this.#gathering;
    const gathering = gatherDefinitions(editor, this.#parts.files, this.#askedFor, signal);
    gathering.then(
      // What may be context can have changed while a language server was thinking.
      (events) => signal.aborted || events.forEach((event) => this.#context.noteDefinition(event)),
      (error: unknown) => this.#report(error),
    );
  }

  async #noteEdit(uri: vscode.Uri, region: EditRegion): Promise<void> {
    // Changes that no tab shows are another extension's.
    if (!isOpenInTab(uri)) return;
    const text = await this.#parts.files.around(uri, region.to, around);
    if (text) this.#context.noteEdit({ ...text, line: region.to });
  }

  async #noteVisit(editor: vscode.TextEditor): Promise<void> {
    const { uri } = editor.document;
    const line = editor.selection.active.line;
    const last = this.#visited.get(uri.toString());
    if (last !== undefined && Math.abs(last - line) < visitDistance) return;
    this.#visited.delete(uri.toString());
    this.#visited.set(uri.toString(), line);
    if (this.#visited.size > 200)
      for (const oldest of [...this.#visited.keys()].slice(0, 100)) this.#visited.delete(oldest);
    const text = await this.#parts.files.around(uri, line, around);
    if (text) this.#context.noteVisit({ ...text, line });
  }

  #enqueue(task: () => Promise<void>): void {
    this.#queue = this.#queue.then(task).catch((error: unknown) => this.#report(error));
  }

  #report(error: unknown): void {
    if (!isAbort(error)) this.#parts.log.error(`context: ${describeError(error)}`);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#gathering.abort();
  }
}
