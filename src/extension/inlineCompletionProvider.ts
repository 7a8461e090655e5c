import * as vscode from 'vscode';
import { untilAborted } from '../base/abort.ts';
import type { CompletionEngine, CompletionOptions } from '../completion/engine.ts';
import type { CompletionHistory } from '../completion/explanation.ts';
import { silence, type Outcome, type Reason, type Suggestion } from '../completion/outcome.ts';
import type { Snapshot } from '../completion/snapshot.ts';
import type { CompletionStatistics } from '../completion/statistics/statistics.ts';
import { today, type AcceptTracking } from './acceptTracking.ts';
import { signalFrom, snapshotOf } from './convert.ts';
import type { Exclusions } from './exclusions.ts';
import type { Settings } from './settings.ts';
import type { StatusBarItem } from './statusBarItem.ts';

export type ProviderParts = {
  engine: CompletionEngine;
  settings: Settings;
  status: StatusBarItem;
  history: CompletionHistory;
  exclusions: Exclusions;
  statistics: CompletionStatistics;
  accepts: AcceptTracking;
};

/** VS Code's inline completion API over the engine. */
export class InlineCompletionProvider implements vscode.InlineCompletionItemProvider {
  readonly #parts: ProviderParts;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const { settings, engine, status, accepts } = this.#parts;
    const trigger = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke ? 'manual' : 'automatic';
    // The provider is registered by the user's settings; a folder may still have its own.
    if (!settings.isEnabled(document.languageId, document)) return [];
    const place: Place = { document, position, trigger, options: this.#options(document) };
    const cancel = signalFrom(token);
    const ended = status.requestStarted();
    try {
      const reason = await this.#whyNot(document, trigger, cancel.signal);
      // The document may be another one by now.
      if (reason || token.isCancellationRequested) return this.#tell(place, silence(reason ?? 'aborted'));
      const snapshot = snapshotOf(document, position, trigger);
      const selected = withEntry(snapshot, document, position, context.selectedCompletionInfo);
      if (!selected) return this.#tell(place, silence('listDisagrees'));
      const outcome = await engine.suggest(snapshot, place.options, cancel.signal);
      status.noteOutcome(outcome);
      if (outcome.kind === 'none') return this.#tell(place, outcome);
      const others =
        trigger === 'manual' ? await engine.alternatives(snapshot, place.options, outcome, cancel.signal) : [];
      // A suggestion that comes too late is never seen.
      if (token.isCancellationRequested) return this.#tell(place, silence('aborted', outcome.trace));
      this.#tell(place, outcome);
      const offset = document.offsetAt(selected.start) + selected.text.length;
      const texts = [outcome, ...others].map(({ text }) => text);
      const commands = accepts.offer(document, offset, texts, outcome.trace.model ?? '');
      return [outcome, ...others].map((suggestion, index) => itemOf(suggestion, selected, commands[index]));
    } finally {
      ended();
      cancel.dispose();
    }
  }

  #options(document: vscode.TextDocument): CompletionOptions {
    const { settings } = this.#parts;
    return {
      length: settings.get('hearth.completion.length', document),
      minimumDelayMs: settings.get('hearth.completion.minimumDelay', document),
      inComments: settings.get('hearth.completion.inComments', document),
    };
  }

  async #whyNot(
    document: vscode.TextDocument,
    trigger: Snapshot['trigger'],
    signal: AbortSignal,
  ): Promise<Reason | null> {
    const { settings, exclusions } = this.#parts;
    // Waits only for the first file of a folder, whose .hearthignore has to be read.
    await untilAborted(exclusions.whenKnown(document.uri), signal).catch(() => undefined);
    if (signal.aborted) return 'aborted';
    if (exclusions.forbidsSuggestions(document.uri)) return 'excluded';
    const isWanted = trigger === 'manual' || settings.get('hearth.completion.trigger', document) === 'automatic';
    return isWanted ? null : 'onlyWhenAsked';
  }

  /** Into the history and the statistics. */
  #tell({ document, position, trigger, options }: Place, outcome: Outcome): [] {
    const { history, statistics } = this.#parts;
    history.add({
      outcome,
      place: `${vscode.workspace.asRelativePath(document.uri)}:${position.line + 1}`,
      time: new Date().toLocaleTimeString(),
      trigger,
      options,
    });
    statistics.noteOutcome(outcome, document.languageId, today());
    return [];
  }
}

type Place = {
  document: vscode.TextDocument;
  position: vscode.Position;
  trigger: Snapshot['trigger'];
  options: CompletionOptions;
};

/** The selected entry of the editor's own list, which a suggestion has to begin with; without a list, nothing at the cursor. */
type Entry = { start: vscode.Position; end: vscode.Position; text: string };

/**
 * With the suggestion list open VS Code shows only what begins with its selected entry: the snapshot becomes what it is when
 * that has been taken. Null where the entry does not go on with what is typed.
 */
function withEntry(
  snapshot: Snapshot,
  document: vscode.TextDocument,
  position: vscode.Position,
  selected: vscode.SelectedCompletionInfo | undefined,
): Entry | null {
  if (!selected) return { start: position, end: position, text: '' };
  const { range, text } = selected;
  const typed = document.getText(new vscode.Range(range.start, position));
  if (!text.startsWith(typed)) return null;
  snapshot.entry = text.length - typed.length;
  snapshot.before += text.slice(typed.length);
  // The entry may also write over text after the cursor.
  const overwritten = Math.max(0, range.end.character - position.character);
  snapshot.after = snapshot.after.slice(overwritten);
  return { start: range.start, end: position.translate(0, overwritten), text };
}

function itemOf(
  { text, replaceAfter }: Suggestion,
  entry: Entry,
  command: vscode.Command | undefined,
): vscode.InlineCompletionItem {
  const range = new vscode.Range(entry.start, entry.end.translate(0, replaceAfter));
  return new vscode.InlineCompletionItem(entry.text + text, range, command);
}
