import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { chromiumPath } from '../../../scripts/install.mjs';
import { vsixPath } from '../../../scripts/editor.mjs';
import { startServer, type ServerAddress } from './server.ts';
import { resultsFolder } from './results.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    server: ServerAddress;
    browser: string;
  }
}

/** Starts the one server and the one browser of a run; the package under test can be named in HEARTH_TEST_VSIX. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  clearResults();
  const server = await startServer({ vsix: process.env['HEARTH_TEST_VSIX'] ?? vsixPath() });
  const browser = await chromium.launchServer({
    executablePath: chromiumPath(),
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const { url, port, pid, folder, userData } = server;
  project.provide('server', { url, port, pid, folder, userData });
  project.provide('browser', browser.wsEndpoint());
  return async () => {
    await browser.close();
    await server.stop();
  };
}

/** What an earlier run left would pass for this one's. */
function clearResults(): void {
  if (existsSync(resultsFolder)) {
    for (const name of readdirSync(resultsFolder)) rmSync(join(resultsFolder, name), { recursive: true });
  }
  mkdirSync(resultsFolder, { recursive: true });
}
