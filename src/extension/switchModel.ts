import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isAbort, toFailure } from '../base/errors.ts';
import type { EmbeddedRuntime } from '../runtimes/embedded/embeddedRuntime.ts';
import { signalFrom } from './convert.ts';
import { chooserOf, sentenceOf, showFailure } from './failureMessage.ts';
import type { ModelRoles, Role } from './modelRoles.ts';

/** Switches the model of `role` with progress and Cancel; the one before stays in use until the new one answers. */
export async function switchModel(
  parts: { roles: ModelRoles; runtime: EmbeddedRuntime },
  role: Role,
  path: string,
  isForced = false,
): Promise<void> {
  const { roles, runtime } = parts;
  const name = path === roles.starterPath ? 'Starter' : basename(path);
  try {
    // What its header rules out is said at once, without a progress that never moves.
    await roles.check(role, path, new AbortController().signal);
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Loading {0}', name),
        cancellable: true,
      },
      async (progress, token) => {
        const cancel = signalFrom(token);
        let shown = 0;
        const listener = runtime.onStateChange((changed) => {
          const state = changed === path ? runtime.state({ path, name }) : null;
          if (state?.kind !== 'loading' || state.percent <= shown) return;
          progress.report({ increment: state.percent - shown, message: `${state.percent} %` });
          shown = state.percent;
        });
        try {
          await roles.choose(role, path, isForced, cancel.signal);
        } finally {
          listener.dispose();
          cancel.dispose();
        }
      },
    );
  } catch (error) {
    if (isAbort(error)) return;
    const failure = toFailure(error);
    if (failure.code !== 'modelTooLarge') return showFailure(failure, role);
    const anyway = vscode.l10n.t('Use Anyway');
    const another = vscode.l10n.t('Choose Another');
    const detail = vscode.l10n.t('It may be very slow or stop.');
    const chosen = await vscode.window.showWarningMessage(
      sentenceOf(failure),
      { modal: true, detail },
      anyway,
      another,
    );
    if (chosen === anyway) await switchModel(parts, role, path, true);
    if (chosen === another) await vscode.commands.executeCommand(chooserOf(role));
  }
}
