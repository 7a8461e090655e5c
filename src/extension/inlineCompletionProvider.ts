import * as vscode from 'vscode';
import type { CompletionEngine } from '../completion/engine.ts';
import type { CompletionHistory } from '../completion/explanation.ts';
import { signalFrom, snapshotOf } from './convert.ts';
import type { Settings } from './settings.ts';
import type { StatusBarItem } from './statusBarItem.ts';

/** VS Code's inline completion API over the engine. */
export class InlineCompletionProvider implements vscode.InlineCompletionItemProvider {
  readonly #engine: CompletionEngine;
  readonly #settings: Settings;
  readonly #status: StatusBarItem;
  readonly #history: CompletionHistory;

  constructor(engine: CompletionEngine, settings: Settings, status: StatusBarItem, history: CompletionHistory) {
    this.#engine = engine;
    this.#settings = settings;
    this.#status = status;
    this.#history = history;
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const isManual = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    // The provider is registered by the user's settings; a folder may still have its own.
    if (!this.#settings.isEnabled(document.languageId, document)) return [];
    if (!isManual && this.#settings.get('hearth.completion.trigger', document) === 'manual') return [];
    const selected = context.selectedCompletionInfo;
    const snapshot = snapshotOf(document, position, isManual ? 'manual' : 'automatic');
    let typed = '';
    let end = position;
    if (selected) {
      // With the suggestion list open VS Code shows only what begins with its selected entry: complete as if it stood there.
      typed = document.getText(new vscode.Range(selected.range.start, position));
      if (!selected.text.startsWith(typed)) return [];
      snapshot.before += selected.text.slice(typed.length);
      // The entry may also write over text after the cursor.
      const overwritten = Math.max(0, selected.range.end.character - position.character);
      snapshot.after = snapshot.after.slice(overwritten);
      end = position.translate(0, overwritten);
    }
    const options = {
      length: this.#settings.get('hearth.completion.length', document),
      minimumDelayMs: this.#settings.get('hearth.completion.minimumDelay', document),
      inComments: this.#settings.get('hearth.completion.inComments', document),
    };
    const cancel = signalFrom(token);
    const ended = this.#status.requestStarted();
    try {
      const outcome = await this.#engine.suggest(snapshot, options, cancel.signal);
      this.#status.noteOutcome(outcome);
      this.#history.add({
        outcome,
        place: `${vscode.workspace.asRelativePath(document.uri)}:${position.line + 1}`,
        time: new Date().toLocaleTimeString(),
        trigger: snapshot.trigger,
        options,
      });
      if (outcome.kind === 'none' || token.isCancellationRequested) return [];
      end = end.translate(0, outcome.replaceAfter);
      return selected
        ? [new vscode.InlineCompletionItem(selected.text + outcome.text, new vscode.Range(selected.range.start, end))]
        : [new vscode.InlineCompletionItem(outcome.text, new vscode.Range(position, end))];
    } finally {
      ended();
      cancel.dispose();
    }
  }
}
