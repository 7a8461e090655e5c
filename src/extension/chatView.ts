import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables.ts';
import { describeError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { ChatService } from '../chat/chatService.ts';
import type { Message } from '../chat/conversation.ts';
import {
  fromChatPageSchema,
  type ChatPageState,
  type FromChatPage,
  type PageAction,
  type PageMessage,
  type ToChatPage,
} from '../protocol/chatPage.ts';
import { chatStrings, type ChatStrings } from '../protocol/chatStrings.ts';
import type { EmbeddedRuntime } from '../runtimes/embedded/embeddedRuntime.ts';
import { pageFailure } from './failureMessage.ts';
import { openLink } from './openLink.ts';
import type { CommandId } from './manifest.ts';
import type { Memory, ModelRoles } from './modelRoles.ts';

export const chatViewId = 'hearth.chat';
const draftKey = 'hearth.chat.draft';

const actionCommands: Record<PageAction, CommandId> = {
  chooseChatModel: 'hearth.model.chooseChat',
  importModel: 'hearth.model.import',
  showLog: 'hearth.showLog',
  openSettings: 'hearth.openSettings',
  newConversation: 'hearth.chat.new',
  restartRuntime: 'hearth.restartRuntime',
};

export type ChatViewParts = {
  chat: ChatService;
  roles: ModelRoles;
  runtime: EmbeddedRuntime;
  extensionUri: vscode.Uri;
  memory: Memory;
  log: Log;
};

/** VS Code's webview view over the chat service. The page is made anew whenever VS Code likes; all state is here. */
export class ChatView implements vscode.WebviewViewProvider, Disposable {
  readonly #parts: ChatViewParts;
  readonly #store = new DisposableStore();
  #view: vscode.WebviewView | undefined;
  #hasPage = false;
  #wantsFocus = false;

  constructor(parts: ChatViewParts) {
    this.#parts = parts;
    this.#store.add(parts.chat.onChange(() => this.#postState()));
    this.#store.add(parts.chat.onDelta(({ id, text }) => this.#post({ kind: 'delta', id, text })));
    this.#store.add(parts.roles.onChange((role) => role === 'chat' && this.#postState()));
    this.#store.add(
      parts.runtime.onStateChange((path) => path === parts.roles.model('chat')?.path && this.#postState()),
    );
    this.#store.add(vscode.window.registerWebviewViewProvider(chatViewId, this));
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#hasPage = false;
    const root = vscode.Uri.joinPath(this.#parts.extensionUri, 'dist', 'webview');
    view.webview.options = { enableScripts: true, localResourceRoots: [root] };
    view.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    // A hidden page is thrown away; the one that is made when the view shows again says that it is ready.
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.#hasPage = false;
    });
    view.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
    view.webview.html = pageHtml(view.webview, root);
  }

  /** Shows the view with the keyboard in the question box. */
  async open(): Promise<void> {
    this.#wantsFocus = true;
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    this.#giveFocus();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #receive(raw: unknown): void {
    const parsed = v.safeParse(fromChatPageSchema, raw);
    if (!parsed.success) {
      this.#parts.log.warn(`chat page: message refused: ${parsed.issues[0].message}`);
      return;
    }
    this.#handle(parsed.output).catch((error: unknown) => this.#parts.log.error(`chat page: ${describeError(error)}`));
  }

  async #handle(message: FromChatPage): Promise<void> {
    const { chat, memory } = this.#parts;
    switch (message.kind) {
      case 'ready':
        this.#hasPage = true;
        this.#postState();
        return this.#giveFocus();
      case 'ask':
        await memory.update(draftKey, '');
        return chat.ask(message.text);
      case 'stop':
        return chat.stop();
      case 'retry':
        return chat.retry(message.id);
      case 'copy':
        return vscode.env.clipboard.writeText(message.text);
      case 'insertAtCursor':
        return insertAtCursor(message.text);
      case 'openLink':
        return openLink(message.href);
      case 'draft':
        return memory.update(draftKey, message.text);
      case 'action':
        return vscode.commands.executeCommand(actionCommands[message.action], 'chat');
    }
  }

  #postState(): void {
    if (this.#hasPage) this.#post({ kind: 'state', state: this.#state() });
  }

  /** At once, or when the page that is being made says that it is ready. */
  #giveFocus(): void {
    if (!this.#wantsFocus || !this.#hasPage) return;
    this.#wantsFocus = false;
    this.#post({ kind: 'focus' });
  }

  #post(message: ToChatPage): void {
    void this.#view?.webview.postMessage(message);
  }

  #state(): ChatPageState {
    const { chat, roles, runtime, memory } = this.#parts;
    const model = roles.model('chat');
    const state = model ? runtime.state(model) : null;
    const draft = memory.get(draftKey);
    return {
      strings: translatedStrings(),
      model: model ? { name: model.name, isStarter: roles.isStarter(model) } : null,
      loadingPercent: state?.kind === 'loading' ? state.percent : state?.kind === 'starting' ? 0 : null,
      isBusy: chat.isBusy,
      messages: chat.conversation.messages.map(toPage),
      firstSentId: chat.firstSentId,
      draft: typeof draft === 'string' ? draft : '',
      contextUse: chat.conversation.contextUse,
    };
  }
}

function toPage(message: Message): PageMessage {
  if (message.role === 'user') return message;
  return { ...message, failure: message.failure ? pageFailure(message.failure, message.text !== '') : null };
}

function translatedStrings(): ChatStrings {
  const entries = Object.entries(chatStrings).map(([key, text]) => [key, vscode.l10n.t(text)]);
  return Object.fromEntries(entries) as ChatStrings;
}

/** As one undo step, over the selection, where the user last edited. */
async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor) {
    await vscode.window.showInformationMessage(vscode.l10n.t('Open a file first, then insert at its cursor.'));
    return;
  }
  const isInserted = await editor.edit((edit) =>
    editor.selections.forEach((selection) => edit.replace(selection, text)),
  );
  if (isInserted) await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  else await vscode.window.showInformationMessage(vscode.l10n.t('This file cannot be edited.'));
}

/** No `connect-src`: the page can reach no network at all. */
function pageHtml(webview: vscode.Webview, root: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>Hearth</title>
<link rel="stylesheet" href="${uri('chat.css')}">
</head>
<body><main id="root" class="view"></main><script nonce="${nonce}" src="${uri('chat.js')}"></script></body>
</html>`;
}
