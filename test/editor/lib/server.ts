import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEditorServer } from '../../../scripts/editor.mjs';

/** What a test needs to know of a server; plain data, since the server lives in another process than the tests. */
export interface ServerAddress {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Holds user-data, extensions, home and workspaces; gone when the server is stopped. */
  readonly folder: string;
  readonly userData: string;
}

export interface StartedServer extends ServerAddress {
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** The package to install. In-host suites load the unpacked extension instead. */
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Reaches the extension host and what it starts. */
  readonly env?: Readonly<Record<string, string>>;
  readonly developmentMode?: boolean;
}

/** Pop-ups that open by themselves would come before ghost text; a test that is about them sets them in its workspace. */
const withoutPopUps = {
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.parameterHints.enabled': false,
};

/** Starts a server that knows nothing of the user who runs the tests: own home, settings and extensions. */
export async function startServer(options: ServerOptions): Promise<StartedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-editor-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const server = await startEditorServer({
    ...options,
    folder,
    settings: { ...withoutPopUps, ...options.settings },
    env: { HOME: home, ...options.env },
  });
  const { url, port, pid, userData } = server;
  copyFileSync(userSettingsPath(userData), initialSettingsPath(userData));
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { url, port, pid, folder, userData, stop };
}

export function userSettingsPath(userData: string): string {
  return join(userData, 'User', 'settings.json');
}

/** The user's settings as the server was started with them. */
export function initialSettingsPath(userData: string): string {
  return join(userData, 'initialSettings.json');
}

/** Everything that the extension hosts of a server have logged, file by file. */
export function extensionHostLog(server: ServerAddress): string {
  const logs = join(server.userData, 'logs');
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((path) => /exthost.*\.log$/.test(path) && !/Git|vscode\./.test(path))
    .map((path) => `==> ${path}\n${readFileSync(join(logs, path), 'utf8')}`)
    .join('\n');
}
