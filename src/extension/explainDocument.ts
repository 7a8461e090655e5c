import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables.ts';
import type { CompletionHistory } from '../completion/explanation.ts';

const uri = vscode.Uri.from({ scheme: 'hearth', path: 'Last Completion.md' });

/** The story of the last completion as a read-only document; it exists only while it is open, and nothing is stored. */
export class ExplainDocument implements vscode.TextDocumentContentProvider, Disposable {
  readonly #history: CompletionHistory;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changes.event;

  constructor(history: CompletionHistory) {
    this.#history = history;
    this.#store.add(vscode.workspace.registerTextDocumentContentProvider(uri.scheme, this));
  }

  provideTextDocumentContent(): string {
    return this.#history.explain();
  }

  async open(): Promise<void> {
    this.#changes.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
