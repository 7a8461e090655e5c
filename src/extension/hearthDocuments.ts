import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables.ts';

const scheme = 'hearth';

/**
 * Hearth's read-only documents, by name: made when they are opened, kept in memory while they are, stored nowhere. One object
 * for all, since VS Code takes one provider for a scheme.
 */
export class HearthDocuments implements vscode.TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, () => string>();
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changes.event;

  constructor() {
    this.#store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  /** `name` is the tab's title and ends in `.md`. */
  add(name: string, text: () => string): void {
    this.#texts.set(name, text);
  }

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#texts.get(uri.path)?.();
  }

  async open(name: string): Promise<void> {
    this.refresh(name);
    const document = await vscode.workspace.openTextDocument(uriOf(name));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  /** An open document is written anew. */
  refresh(name: string): void {
    this.#changes.fire(uriOf(name));
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: name });
}
