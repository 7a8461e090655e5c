import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { format } from 'node:util';
import { chromium } from 'playwright-core';
import { inject } from 'vitest';
import { bundleInHostTests } from '../inHost/bundle.mjs';
import type { InHostResult } from '../inHost/index.ts';
import { resultsFolder } from './results.ts';
import { extensionHostLog, startServer } from './server.ts';

/** Milliseconds after which a run that has not ended counts as stuck. */
const longestRun = 300_000;
const productFolder = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs the in-host tests on the unpacked extension, in a server of their own: only it accepts them. */
export async function runInHostTests(): Promise<readonly InHostResult[]> {
  const bundle = await bundleInHostTests();
  const results = join(resultsFolder, 'inHost.json');
  const server = await startServer({ developmentMode: true, env: { HEARTH_IN_HOST_RESULTS: results } });
  const browser = await chromium.connect(inject('browser'));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const printed: string[] = [];
    await page.exposeFunction('codeAutomationLog', (_type: string, words: readonly unknown[]) => {
      printed.push(format(...words));
    });
    const ended = new Promise<void>((resolve) => {
      void page.exposeFunction('codeAutomationExit', () => resolve());
    });
    const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(process.env['HEARTH_TEST_EXTENSION'] ?? productFolder)],
      ['extensionTestsPath', remote(bundle)],
      ['skipWelcome', 'true'],
    ];
    const workspace = join(server.folder, 'workspace');
    mkdirSync(workspace);
    await page.goto(
      `${server.url}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    );
    await Promise.race([ended, sleep(longestRun, undefined, { ref: false })]);
    if (!existsSync(results))
      throw new Error(`The in-host tests left no results.\n${printed.join('\n')}\n${extensionHostLog(server)}`);
    const parsed: readonly InHostResult[] = JSON.parse(readFileSync(results, 'utf8'));
    return parsed;
  } finally {
    await context.close();
    await browser.close();
    await server.stop();
  }
}
