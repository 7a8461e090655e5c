/** Where VS Code's types become ours and back. */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import type { Snapshot } from '../completion/snapshot.ts';

/** A signal that aborts with `token`; disposing detaches it. */
export function signalFrom(token: vscode.CancellationToken): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listener = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, dispose: () => listener.dispose() };
}

/** Lines of the window above the cursor's block of lines, and below the cursor. */
const linesAbove = 240;
const linesBelow = 80;
/** The window's first line moves in steps of this many lines, so that a key does not move it. */
const stepLines = 80;
/** Characters on either side at most: one line of minified code can be megabytes. */
const charactersAbove = 16_000;
const charactersBelow = 6_000;

/** Copies what stands around the cursor, never the whole file. */
export function snapshotOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  trigger: Snapshot['trigger'],
): Snapshot {
  const firstLine = Math.max(0, Math.floor(position.line / stepLines) * stepLines - linesAbove);
  const lastLine = Math.min(document.lineCount - 1, position.line + linesBelow);
  // Models read and write lines that end in \n; offsets count so too.
  const isCrlf = document.eol === vscode.EndOfLine.CRLF;
  const textOf = (range: vscode.Range): string =>
    isCrlf ? document.getText(range).replaceAll('\r\n', '\n') : document.getText(range);
  const windowStart = document.offsetAt(new vscode.Position(firstLine, 0)) - (isCrlf ? firstLine : 0);
  const before = textOf(new vscode.Range(firstLine, 0, position.line, position.character));
  const after = textOf(new vscode.Range(position, document.lineAt(lastLine).range.end));
  const cut = Math.max(0, before.length - charactersAbove);
  // A cut inside the window moves in steps too.
  const steppedCut = cut === 0 ? 0 : Math.ceil((windowStart + cut) / 4_000) * 4_000 - windowStart;
  return {
    uri: document.uri.toString(),
    languageId: document.languageId,
    before: before.slice(Math.min(steppedCut, before.length)),
    beforeStart: windowStart + Math.min(steppedCut, before.length),
    after: after.slice(0, charactersBelow),
    trigger,
  };
}
