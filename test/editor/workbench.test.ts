import { expect, test } from 'vitest';
import { activationMilliseconds } from './lib/activation.ts';
import { untilNoWorkers } from './lib/processes.ts';
import { extensionHostLog } from './lib/server.ts';
import { statusItem } from './lib/statusBar.ts';
import { openWindow, screenshot } from './lib/window.ts';

test('the packed extension starts in a fresh window and starts no process of its own', async () => {
  const window = await openWindow({ files: { 'README.md': '# Nothing to complete here\n' } });
  await statusItem(window.page).filter({ hasText: 'Starter' }).waitFor();
  await untilNoWorkers(window.server);
  const milliseconds = await activationMilliseconds(window);
  // VS Code counts by the clock, other programs included; Hearth counts the processor time of its own thread too.
  const own = [...extensionHostLog(window.server).matchAll(/loaded and activated in (.+)/g)].at(-1)?.[1];
  expect(own).toBeDefined();
  process.stdout.write(`  Activation: VS Code says ${milliseconds} ms; Hearth's log says ${own}.\n`);
  await screenshot(window, 'workbench');
});
