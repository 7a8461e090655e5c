import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables.ts';
import { describeError, toFailure } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { showFailure } from './failureMessage.ts';
import type { CommandId } from './manifest.ts';

/** What each command does; the compiler asks for every row of the manifest's table. */
export type CommandHandlers = Record<CommandId, (argument?: unknown) => Promise<void> | void>;

/** Registers every command; what one throws becomes a message, since the user has just asked for it. */
export function registerCommands(handlers: CommandHandlers, log: Log): Disposable {
  const store = new DisposableStore();
  for (const [id, handler] of Object.entries(handlers)) {
    store.add(
      vscode.commands.registerCommand(id, async (argument?: unknown) => {
        try {
          await handler(argument);
        } catch (error) {
          log.error(`${id}: ${describeError(error)}`);
          await showFailure(toFailure(error));
        }
      }),
    );
  }
  return store;
}
