import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposables.ts';
import type { Settings } from './settings.ts';

/** Documents that people write code in; not output channels, diffs of other tools, or our own pages. */
const schemes = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-notebook-cell'];

/**
 * Registers the provider for the languages it is on for, and no others: where any provider is registered VS Code hides its own
 * suggestion list (`editor.quickSuggestions` "offWhenInlineCompletions"), so that one on every file would switch it off for all.
 */
export function registerForEnabledLanguages(
  provider: vscode.InlineCompletionItemProvider,
  settings: Settings,
  isOff: () => boolean,
): Disposable & { update(): Promise<void> } {
  const store = new DisposableStore();
  let registration: vscode.Disposable | undefined;
  let registered = '';
  const update = async (): Promise<void> => {
    const all = await vscode.languages.getLanguages();
    const enabled = isOff() ? [] : all.filter((language) => settings.isEnabled(language)).toSorted();
    const key = enabled.join(' ');
    if (key === registered) return;
    registered = key;
    registration?.dispose();
    registration = undefined;
    if (enabled.length === 0) return;
    const selector = enabled.flatMap((language) => schemes.map((scheme) => ({ language, scheme })));
    registration = vscode.languages.registerInlineCompletionItemProvider(selector, provider);
  };
  store.add(toDisposable(() => registration?.dispose()));
  return { update, dispose: () => store.dispose() };
}
