import { copyFileSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { runCommand } from './palette.ts';
import { resultsFolder } from './results.ts';
import { statusItem } from './statusBar.ts';
import { initialSettingsPath, userSettingsPath, type ServerAddress } from './server.ts';

export interface EditorWindow {
  readonly page: Page;
  /** The window's own copy of the folder it was opened on. */
  readonly workspace: string;
  readonly server: ServerAddress;
  readonly context: BrowserContext;
}

export interface WindowOptions {
  /** The folder to copy. Without one the workspace is empty. */
  readonly folder?: string;
  /** Path in the workspace → text, written over the copy. */
  readonly files?: Readonly<Record<string, string>>;
  /** Workspace settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings that a workspace may not make (scope "machine"), such as those of models. Without them there are none. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** The user's own keys, for commands that have none. */
  readonly keybindings?: readonly { readonly key: string; readonly command: string }[];
  /** Another server than the run's own. */
  readonly server?: ServerAddress;
  /** False for a window whose extension does not start. */
  readonly untilActive?: boolean;
}

let browser: Promise<Browser> | undefined;
const openWindows = new Set<EditorWindow>();

/** Opens a window as a user sees it for the first time: nothing remembered from another one. */
export async function openWindow(options: WindowOptions = {}): Promise<EditorWindow> {
  const server = options.server ?? inject('server');
  const workspace = copyWorkspace(server, options);
  restoreSettings(server, options.machineSettings ?? {});
  writeFileSync(join(server.userData, 'User', 'keybindings.json'), JSON.stringify(options.keybindings ?? []));
  browser ??= chromium.connect(inject('browser'));
  const context = await (await browser).newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  const page = await context.newPage();
  const window: EditorWindow = { page, workspace, server, context };
  openWindows.add(window);
  await page.goto(`${server.url}/?folder=${encodeURIComponent(workspace)}`);
  await untilReady(window, options.untilActive ?? true);
  return window;
}

/** Reloads the window as a user does; memory of the workspace stays. */
export async function reloadWindow(window: EditorWindow): Promise<void> {
  const reloaded = window.page.waitForEvent('load');
  await runCommand(window, 'Developer: Reload Window');
  await reloaded;
  await untilReady(window, true);
}

export async function closeWindow(window: EditorWindow): Promise<void> {
  openWindows.delete(window);
  await window.context.close();
}

export function windowsLeftOpen(): readonly EditorWindow[] {
  return [...openWindows];
}

/** Leaves `results/<name>.png`; gives its path. */
export async function screenshot(window: EditorWindow, name: string): Promise<string> {
  const path = join(resultsFolder, `${name}.png`);
  await window.page.screenshot({ path });
  return path;
}

async function untilReady({ page }: EditorWindow, untilActive: boolean): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  if (untilActive) await statusItem(page).waitFor({ timeout: 60_000 });
}

/** What a user has set in another window, by a theme picker or a toggle, would be found here. */
function restoreSettings({ userData }: ServerAddress, machineSettings: Readonly<Record<string, unknown>>): void {
  copyFileSync(initialSettingsPath(userData), userSettingsPath(userData));
  const machine = join(userData, 'Machine');
  mkdirSync(machine, { recursive: true });
  writeFileSync(join(machine, 'settings.json'), JSON.stringify(machineSettings));
}

function copyWorkspace(server: ServerAddress, { folder, files = {}, settings }: WindowOptions): string {
  const parent = join(server.folder, 'workspaces');
  mkdirSync(parent, { recursive: true });
  const workspace = join(mkdtempSync(join(parent, 'w-')), folder === undefined ? 'workspace' : basename(folder));
  if (folder === undefined) mkdirSync(workspace);
  else cpSync(folder, workspace, { recursive: true });
  const all = settings === undefined ? files : { ...files, '.vscode/settings.json': JSON.stringify(settings) };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  return workspace;
}
