import * as vscode from 'vscode';
import * as v from 'valibot';
import { settings } from './manifest.ts';

const languagesSchema = v.record(v.string(), v.boolean());

/**
 * Switches `hearth.enable` for one language, or for all (`*`), where it is set already: the workspace's value in the workspace,
 * else the user's. Nothing that a repository says is copied into the user's settings.
 */
export async function toggleSuggestions(language: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  const values = configuration.inspect<unknown>('hearth.enable');
  const isWorkspace = values?.workspaceValue !== undefined;
  const parsed = v.safeParse(languagesSchema, isWorkspace ? values.workspaceValue : values?.globalValue);
  const own = parsed.success ? parsed.output : {};
  const effective: Record<string, boolean> = { ...settings['hearth.enable'].default, ...own };
  const isOn = effective[language] ?? effective['*'] ?? true;
  const target = isWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('hearth.enable', { ...own, [language]: !isOn }, target);
}
