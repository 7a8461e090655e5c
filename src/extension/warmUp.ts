import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import { DisposableStore, toDisposable } from '../base/disposables.ts';
import type { CompletionEngine } from '../completion/engine.ts';
import { snapshotOf } from './convert.ts';

/** A cursor that has rested so long is where the user will type next; keys that repeat come sooner. Milliseconds. */
const restMs = 150;

/**
 * Brings the prompt for the cursor's place into the model's cache while the user looks at it, so that the first key there
 * does not pay for it. `isWanted`: suggestions are on in this document.
 */
export function warmUpAtRest(
  engine: CompletionEngine,
  isWanted: (document: vscode.TextDocument) => Promise<boolean>,
): Disposable {
  const store = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  let warming = new AbortController();
  const stop = (): void => {
    clearTimeout(timer);
    warming.abort();
  };
  const warmUp = async (editor: vscode.TextEditor, signal: AbortSignal): Promise<void> => {
    if (!(await isWanted(editor.document)) || signal.aborted) return;
    await engine.warmUp(snapshotOf(editor.document, editor.selection.active, 'automatic'), signal);
  };
  const wait = (editor: vscode.TextEditor | undefined): void => {
    stop();
    if (editor === undefined || !editor.selection.isEmpty) return;
    timer = setTimeout(() => {
      warming = new AbortController();
      void warmUp(editor, warming.signal);
    }, restMs);
  };
  store.add(vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => wait(textEditor)));
  store.add(vscode.window.onDidChangeActiveTextEditor(wait));
  store.add(toDisposable(stop));
  return store;
}
