/** Where VS Code's types become ours and back. */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import type { Snapshot } from '../completion/snapshot.ts';
import { windowAround } from '../completion/textWindow.ts';

/** A signal that aborts with `token`; disposing detaches it. */
export function signalFrom(token: vscode.CancellationToken): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listener = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, dispose: () => listener.dispose() };
}

/** What stands around the cursor, as plain data. */
export function snapshotOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  trigger: Snapshot['trigger'],
): Snapshot {
  const lines = { count: document.lineCount, text: (line: number) => document.lineAt(line).text };
  const { startLine, startColumn, ...text } = windowAround(lines, position.line, position.character);
  // Offsets count lines that end in one character, whatever the file has.
  const extra = document.eol === vscode.EndOfLine.CRLF ? startLine : 0;
  const beforeStart = document.offsetAt(new vscode.Position(startLine, startColumn)) - extra;
  return { uri: document.uri.toString(), languageId: document.languageId, ...text, beforeStart, trigger };
}
