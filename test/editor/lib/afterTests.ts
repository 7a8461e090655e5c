import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { resultsFolder } from './results.ts';
import { extensionHostLog } from './server.ts';
import { closeWindow, screenshot, windowsLeftOpen } from './window.ts';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = `failed-${task.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  for (const [index, window] of windowsLeftOpen().entries()) {
    await screenshot(window, `${name}${index === 0 ? '' : `-${index + 1}`}`).catch(() => undefined);
    writeFileSync(join(resultsFolder, `${name}.log`), extensionHostLog(window.server));
  }
});

afterAll(async () => {
  for (const window of windowsLeftOpen()) await closeWindow(window);
});
