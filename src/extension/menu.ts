import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposables.ts';
import { commandFor, nextStepOf } from './failureMessage.ts';
import { languageName } from './languageName.ts';
import type { CommandId } from './manifest.ts';
import type { ModelRoles } from './modelRoles.ts';
import type { Settings } from './settings.ts';
import type { StatusBarItem } from './statusBarItem.ts';

type Row = vscode.QuickPickItem & { command?: CommandId; staysOpen?: boolean };

/** The status bar's menu: state first, then what can be done about it. Toggles keep it open. */
export async function showMenu(parts: { status: StatusBarItem; settings: Settings; roles: ModelRoles }): Promise<void> {
  const { status, settings, roles } = parts;
  const store = new DisposableStore();
  const picker = store.add(vscode.window.createQuickPick<Row>());
  picker.title = 'Hearth';
  picker.placeholder = vscode.l10n.t('Type to filter');
  const document = vscode.window.activeTextEditor?.document;
  const separator = (label: string): Row => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const toggle = (isOn: boolean, label: string, command: CommandId): Row => ({
    label: `${isOn ? '$(check)' : '$(blank)'} ${label}`,
    command,
    staysOpen: true,
  });
  const rows = (): Row[] => {
    const { text, tooltip } = status.status;
    const icon = /\$\([\w~-]+\)/.exec(text)?.[0] ?? '$(flame)';
    const failure = status.failure;
    const nextStep = failure && commandFor(failure.code, 'completion');
    return [
      separator(vscode.l10n.t('Status')),
      {
        label: `${icon} ${tooltip[0] ?? ''}`,
        ...(tooltip.length > 2 ? { detail: tooltip[1] ?? '' } : {}),
        command: 'hearth.explainLastCompletion',
      },
      ...(nextStep === null || failure === null
        ? []
        : [{ label: `$(arrow-right) ${nextStepOf(failure.code)}`, command: nextStep }]),
      separator(vscode.l10n.t('Suggestions')),
      toggle(settings.get('hearth.enable')['*'] ?? true, vscode.l10n.t('All Languages'), 'hearth.toggleSuggestions'),
      ...(document
        ? [
            toggle(
              settings.isEnabled(document.languageId, document),
              languageName(document.languageId),
              'hearth.toggleSuggestionsForLanguage',
            ),
          ]
        : []),
      {
        label: `$(question) ${vscode.l10n.t('Explain Last Completion')}`,
        command: 'hearth.explainLastCompletion',
      },
      separator(vscode.l10n.t('Model')),
      {
        label: `$(chip) ${vscode.l10n.t('Completion Model')}`,
        description: roles.model('completion')?.name ?? vscode.l10n.t('none'),
        command: 'hearth.model.chooseCompletion',
      },
      {
        label: `$(comment-discussion) ${vscode.l10n.t('Chat Model')}`,
        description: roles.model('chat')?.name ?? vscode.l10n.t('none'),
        command: 'hearth.model.chooseChat',
      },
      separator(vscode.l10n.t('More')),
      { label: `$(comment) ${vscode.l10n.t('Open Chat')}`, command: 'hearth.chat.open' },
      { label: `$(graph) ${vscode.l10n.t('Statistics')}`, command: 'hearth.showStatistics' },
      { label: `$(output) ${vscode.l10n.t('Show Log')}`, command: 'hearth.showLog' },
      { label: `$(gear) ${vscode.l10n.t('Settings')}`, command: 'hearth.openSettings' },
    ];
  };
  picker.items = rows();
  const chosen = new Promise<CommandId | undefined>((resolve) => {
    store.add(
      picker.onDidAccept(() => {
        const [row] = picker.selectedItems;
        if (!row?.staysOpen) return resolve(row?.command);
        void vscode.commands.executeCommand(row.command ?? 'hearth.showMenu').then(() => {
          picker.items = rows();
          const again = picker.items.find((item) => item.command === row.command);
          if (again) picker.activeItems = [again];
        });
      }),
    );
    store.add(picker.onDidHide(() => resolve(undefined)));
  });
  picker.show();
  try {
    const command = await chosen;
    picker.hide();
    if (command !== undefined) await vscode.commands.executeCommand(command);
  } finally {
    store.dispose();
  }
}
