import { totalmem } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposables.ts';
import { describeError, isAbort } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { inspectModelFile, listModelFiles, type ModelFile } from '../models/modelFile.ts';
import type { EmbeddedRuntime } from '../runtimes/embedded/embeddedRuntime.ts';
import { sentenceOf } from './failureMessage.ts';
import type { ModelRoles, Role } from './modelRoles.ts';
import type { Settings } from './settings.ts';
import { switchModel } from './switchModel.ts';

export type PickerParts = {
  roles: ModelRoles;
  runtime: EmbeddedRuntime;
  settings: Settings;
  /** Hearth's own folder for models, always listed. */
  modelFolder: string;
  log: Log;
};

type Row = vscode.QuickPickItem & { path?: string; action?: 'browse' };

/** Lists the models there are, marks the current one, and switches. Rows appear as files are found. */
export async function pickModel(parts: PickerParts, role: Role): Promise<void> {
  const path = await choosePath(parts, role);
  if (path !== undefined) await switchModel(parts, role, path);
}

/** What a model file is to be used for; undefined when the user changes their mind. */
export async function askForRole(): Promise<Role | undefined> {
  const rows: (vscode.QuickPickItem & { role: Role })[] = [
    { label: `$(chip) ${vscode.l10n.t('Completion Model')}`, role: 'completion' },
    { label: `$(comment-discussion) ${vscode.l10n.t('Chat Model')}`, role: 'chat' },
  ];
  const title = vscode.l10n.t('Import Model File');
  const chosen = await vscode.window.showQuickPick(rows, { title, placeHolder: vscode.l10n.t('Use the file for') });
  return chosen?.role;
}

/** Asks for a model file and puts it to use. */
export async function importModel(parts: PickerParts, role: Role): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import Model File'),
      openLabel: vscode.l10n.t('Use Model'),
      filters: { [vscode.l10n.t('Model files')]: ['gguf'] },
    })) ?? [];
  if (file) await switchModel(parts, role, file.fsPath);
}

async function choosePath(parts: PickerParts, role: Role): Promise<string | undefined> {
  const store = new DisposableStore();
  const closing = new AbortController();
  const picker = store.add(vscode.window.createQuickPick<Row>());
  picker.title = role === 'completion' ? vscode.l10n.t('Completion Model') : vscode.l10n.t('Chat Model');
  picker.placeholder = vscode.l10n.t('Search models, or paste a file path');
  picker.matchOnDescription = true;
  const browse: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('folder-opened'),
    tooltip: vscode.l10n.t('Import Model File…'),
  };
  picker.buttons = [browse];
  const chosen = new Promise<Row | undefined>((resolve) => {
    store.add(
      picker.onDidAccept(() => {
        const [row] = picker.selectedItems;
        const pasted = picker.value.trim();
        // A path means that file, whatever row stands below it while rows are still arriving.
        if (isAbsolute(pasted)) resolve({ label: pasted, path: pasted });
        else if (row?.path !== undefined || row?.action !== undefined) resolve(row);
      }),
    );
    store.add(picker.onDidTriggerButton(() => resolve({ label: '', action: 'browse' })));
    store.add(picker.onDidHide(() => resolve(undefined)));
  });
  try {
    picker.busy = true;
    picker.show();
    void fill(picker, parts, role, closing.signal)
      .catch((error: unknown) => isAbort(error) || parts.log.error(`model list: ${describeError(error)}`))
      .finally(() => {
        if (!closing.signal.aborted) picker.busy = false;
      });
    const row = await chosen;
    if (row?.action !== 'browse') return row?.path;
  } finally {
    closing.abort();
    store.dispose();
  }
  await importModel(parts, role);
  return undefined;
}

/** Separators in the interface's order: loaded, on this machine, cannot be used. */
async function fill(picker: vscode.QuickPick<Row>, parts: PickerParts, role: Role, signal: AbortSignal): Promise<void> {
  const { roles, runtime, settings, modelFolder } = parts;
  const loaded: Row[] = [];
  const here: Row[] = [];
  const unusable: Row[] = [];
  const current = roles.model(role)?.path;
  const separator = (label: string, rows: Row[]): Row[] =>
    rows.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...rows];
  const update = (): void => {
    const active = picker.activeItems[0]?.path;
    picker.items = [
      ...separator(vscode.l10n.t('Loaded'), loaded),
      ...separator(vscode.l10n.t('On this machine'), here),
      ...separator(vscode.l10n.t('Cannot be used'), unusable),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      {
        label: `$(blank) $(folder-opened) ${vscode.l10n.t('Browse…')}`,
        description: vscode.l10n.t('use a model file (GGUF) where it is'),
        action: 'browse',
        alwaysShow: true,
      },
    ];
    const again = picker.items.find((row) => row.path !== undefined && row.path === (active ?? current));
    if (again) picker.activeItems = [again];
  };
  const add = (model: ModelFile): void => {
    const why = reasonAgainst(model, role);
    const row = rowOf(model, { isStarter: roles.isStarter(model), isCurrent: model.path === current, role });
    if (why !== null) {
      const { path: _unusable, ...rest } = row;
      unusable.push({ ...rest, label: `$(blank) $(circle-slash) ${model.name}`, detail: why });
    } else if (runtime.state(model).kind === 'ready') loaded.push(row);
    else here.push(row);
    update();
  };
  update();
  add({ ...(await inspectModelFile(roles.starterPath, signal)), name: 'Starter' });
  const listed = new Set([roles.starterPath]);
  // A model that was chosen by Browse… stays in the list while it is in use.
  for (const inUse of [roles.model('completion'), roles.model('chat')]) {
    if (!inUse || listed.has(inUse.path)) continue;
    listed.add(inUse.path);
    add(inUse);
  }
  for await (const found of listModelFiles([modelFolder, ...settings.get('hearth.model.folders')], signal)) {
    if (listed.has(found.path)) continue;
    listed.add(found.path);
    if (!('failure' in found)) add(found);
    else if (found.path !== modelFolder) {
      unusable.push({ label: `$(blank) $(warning) ${found.path}`, detail: sentenceOf(found.failure) });
      update();
    }
  }
}

function reasonAgainst(model: ModelFile, role: Role): string | null {
  if (model.isEmbedding) return vscode.l10n.t('For search only, cannot complete or chat');
  if (role === 'completion' && !model.fim)
    return vscode.l10n.t('Cannot complete code in the middle of a file (no FIM tokens)');
  return null;
}

function rowOf(model: ModelFile, is: { isStarter: boolean; isCurrent: boolean; role: Role }): Row {
  const numbers = [
    fileSize(model.sizeBytes),
    is.isStarter ? vscode.l10n.t('built in') : model.parameterLabel,
    is.isStarter ? '' : model.quantization,
    model.contextLength >= 1024 ? `${Math.round(model.contextLength / 1024)}k` : String(model.contextLength),
  ].filter((part) => part !== '');
  const fit = model.sizeBytes < totalmem() * 0.8 ? vscode.l10n.t('Fits') : vscode.l10n.t('Too large');
  const details = [
    is.isStarter
      ? vscode.l10n.t('{0}. Small: completes short code, weak in chat', fit)
      : is.role === 'chat' && !model.canChat
        ? vscode.l10n.t('{0}. No chat template: only continues code', fit)
        : fit,
  ];
  return {
    label: `${is.isCurrent ? '$(check)' : '$(blank)'} $(flame) ${model.name}`,
    description: numbers.join(', '),
    detail: details.join(', '),
    path: model.path,
  };
}

/** `4.7 GB`; `7 MB` for what would be nothing in GB. */
function fileSize(bytes: number): string {
  return bytes < 1e8 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Where Hearth keeps models that the user gives it. */
export function modelFolderIn(storage: vscode.Uri): string {
  return join(storage.fsPath, 'models');
}
