import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables.ts';
import type { Failure } from '../base/errors.ts';
import type { ChatService } from '../chat/chatService.ts';
import type { Outcome } from '../completion/outcome.ts';
import type { EmbeddedRuntime } from '../runtimes/embedded/embeddedRuntime.ts';
import type { Exclusions } from './exclusions.ts';
import { nextStepOf, sentenceOf } from './failureMessage.ts';
import { languageName } from './languageName.ts';
import type { ModelRoles } from './modelRoles.ts';
import type { Settings } from './settings.ts';
import { statusOf, type Status, type StatusFacts } from './statusModel.ts';

type Parts = {
  roles: ModelRoles;
  runtime: EmbeddedRuntime;
  settings: Settings;
  chat: ChatService;
  exclusions: Exclusions;
};

/** An icon that spins for less than this only flickers. */
const thinkingAfterMs = 500;

/** Shows what `statusOf` says, whenever one of its facts changes. */
export class StatusBarItem implements Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #parts: Parts;
  readonly #store = new DisposableStore();
  #pending = 0;
  #thinkingTimer: NodeJS.Timeout | undefined;
  #isThinking = false;
  #lastSuggestionSeconds: number | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#item = this.#store.add(
      vscode.window.createStatusBarItem('hearth.status', vscode.StatusBarAlignment.Right, 100),
    );
    this.#item.name = 'Hearth';
    this.#item.command = 'hearth.showMenu';
    const update = (): void => this.update();
    this.#store.add(parts.roles.onChange(update));
    this.#store.add(parts.runtime.onStateChange(update));
    this.#store.add(parts.chat.onChange(update));
    this.#store.add(parts.exclusions.onDidChange(update));
    this.#store.add(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        update();
        if (editor) parts.exclusions.whenKnown(editor.document.uri).then(update, () => undefined);
      }),
    );
    this.#store.add(vscode.workspace.onDidChangeConfiguration((e) => e.affectsConfiguration('hearth') && update()));
    this.update();
    this.#item.show();
  }

  /** The present state, as the menu's first row shows it too. */
  get status(): Status {
    return statusOf(this.#facts(), vscode.l10n.t, sentenceOf, ({ code }) => nextStepOf(code));
  }

  /** What keeps suggestions from working, if anything does. */
  get failure(): Pick<Failure, 'code' | 'values'> | null {
    const { completion } = this.#facts();
    if (completion.kind === 'none') return completion.failure;
    return completion.kind === 'model' && completion.runtime.kind === 'failed' ? completion.runtime.failure : null;
  }

  /** A request for a suggestion is on its way; call the result when it has ended. */
  requestStarted(): () => void {
    this.#pending++;
    this.#thinkingTimer ??= setTimeout(() => {
      this.#isThinking = true;
      this.update();
    }, thinkingAfterMs);
    return () => {
      if (--this.#pending > 0) return;
      clearTimeout(this.#thinkingTimer);
      this.#thinkingTimer = undefined;
      if (this.#isThinking) {
        this.#isThinking = false;
        this.update();
      }
    };
  }

  noteOutcome(outcome: Outcome): void {
    const isAnswered = outcome.kind === 'suggestion' && (outcome.source === 'model' || outcome.source === 'adopted');
    if (isAnswered) this.#lastSuggestionSeconds = outcome.trace.totalMs / 1000;
    // A failure shows at once, and the time in the tooltip without a call to VS Code at each key.
    if (isAnswered && !this.#isThinking) this.#item.tooltip = this.status.tooltip.join('\n');
  }

  update(): void {
    const { text, tooltip, background } = this.status;
    this.#item.text = text;
    this.#item.tooltip = tooltip.join('\n');
    this.#item.backgroundColor =
      background === null ? undefined : new vscode.ThemeColor(`statusBarItem.${background}Background`);
    this.#item.accessibilityInformation = { label: `Hearth, ${tooltip[0] ?? ''}` };
  }

  dispose(): void {
    clearTimeout(this.#thinkingTimer);
    this.#store.dispose();
  }

  #facts(): StatusFacts {
    const { roles, runtime, settings, chat, exclusions } = this.#parts;
    const state = roles.state('completion');
    const document = vscode.window.activeTextEditor?.document;
    const by = document ? exclusions.whyForbidden(document.uri) : null;
    const file = document?.uri.path.split('/').at(-1) ?? '';
    return {
      excluded: by === null ? null : { file, by },
      completion:
        state.kind === 'model'
          ? {
              kind: 'model',
              name: state.model.name,
              isStarter: roles.isStarter(state.model),
              runtime: runtime.state(state.model),
            }
          : state,
      isOnEverywhere: settings.get('hearth.enable')['*'] ?? true,
      language: document
        ? { name: languageName(document.languageId), isOn: settings.isEnabled(document.languageId, document) }
        : null,
      isThinking: this.#isThinking,
      isAnswering: chat.isBusy,
      lastSuggestionSeconds: this.#lastSuggestionSeconds,
    };
  }
}
