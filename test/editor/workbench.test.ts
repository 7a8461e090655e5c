import { expect, test } from 'vitest';
import { activationMilliseconds } from './lib/activation.ts';
import { workers } from './lib/processes.ts';
import { statusText } from './lib/statusBar.ts';
import { openWindow, screenshot } from './lib/window.ts';

test('the packed extension starts in a fresh window and starts no process of its own', async () => {
  const window = await openWindow({ files: { 'README.md': '# Nothing to complete here\n' } });
  expect(await statusText(window)).not.toBe('');
  expect(workers(window.server)).toEqual([]);
  const milliseconds = await activationMilliseconds(window);
  process.stdout.write(`  Activation took the extension host ${milliseconds} ms.\n`);
  await screenshot(window, 'workbench');
});
