import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables.ts';
import type { Log } from '../base/log.ts';

/** VS Code's log output channel; its level is the user's. Never holds source text. */
export class OutputLog implements Log, Disposable {
  readonly #channel = vscode.window.createOutputChannel('Hearth', { log: true });

  debug(message: string): void {
    this.#channel.debug(message);
  }

  info(message: string): void {
    this.#channel.info(message);
  }

  warn(message: string): void {
    this.#channel.warn(message);
  }

  error(message: string): void {
    this.#channel.error(message);
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
