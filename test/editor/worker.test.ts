import { beforeAll, expect, test } from 'vitest';
import { ask, meta, openChat } from './lib/chat.ts';
import { openFile, press, typeText, untilGhostTextIs } from './lib/document.ts';
import { modelPath } from './lib/models.ts';
import { runCommand } from './lib/palette.ts';
import { untilNoWorkers, workers } from './lib/processes.ts';
import { statusItem } from './lib/statusBar.ts';
import { closeWindow, openWindow, screenshot, type EditorWindow } from './lib/window.ts';

const stack = 'class Stack {\n  items = [];\n\n  push(item) {\n    \n  }\n}\n';

let window: EditorWindow;
beforeAll(async () => {
  window = await openWindow({
    files: Object.fromEntries(['first', 'again', 'loop', 'after'].map((name) => [`${name}.js`, stack])),
    machineSettings: { 'hearth.model.chat': modelPath('repeat') },
    // What the model writes is not to depend on the files before.
    settings: { 'hearth.context.repository': 'off' },
  });
  await untilNoWorkers(window.server);
});

async function untilCompletedIn(file: string): Promise<void> {
  await openFile(window, file, { line: 5, column: 5 });
  await typeText(window, 'this.items.p');
  await untilGhostTextIs(window, 'ush(item);');
  await press(window, 'Escape');
}

/** Kills the inference processes that there are as a crash would; gives how many that were. */
function killWorkers(): number {
  const running = workers(window.server);
  for (const { pid } of running) process.kill(pid, 'SIGKILL');
  return running.length;
}

test('after the model process was killed, the next completion comes from a new one', async () => {
  await untilCompletedIn('first.js');
  const [first, ...others] = workers(window.server);
  expect(others).toEqual([]);
  expect(killWorkers()).toBe(1);
  await untilNoWorkers(window.server);
  await untilCompletedIn('again.js');
  await screenshot(window, 'worker-completion');
  const [second] = workers(window.server);
  expect(second?.pid).not.toBe(first?.pid);
});

test('an answer whose process was killed says so and keeps its text; Try Again asks once more', async () => {
  const chat = await openChat(window, 'Hearth: Open Chat');
  const answer = await ask(chat, 'Say it');
  await answer.locator('.prose').filter({ hasText: 'foofoo' }).waitFor();
  expect(killWorkers()).toBeGreaterThan(0);
  const card = answer.getByRole('group', {
    name: 'The model process stopped unexpectedly; a new one is running.',
  });
  await card.waitFor();
  await screenshot(window, 'worker-incomplete');
  expect(await card.innerText()).toContain('The answer above is incomplete. Your question is kept.');
  expect(await meta(answer).innerText()).toMatch(/^Incomplete\. repeat, [\d.,]+ s$/);
  expect(await answer.locator('.prose').innerText()).toContain('foofoo');
  await card.getByRole('button', { name: 'Try Again' }).click();
  await card.waitFor({ state: 'detached' });
  await answer.locator('.prose').filter({ hasText: 'foofoo' }).waitFor();
  await press(window, 'Escape');
  await meta(answer)
    .filter({ hasText: /^Stopped\. repeat/ })
    .waitFor();
  await screenshot(window, 'worker-tried-again');
});

test('processes that are killed one after the other do no lasting harm: Restart Runtime brings completions back', async () => {
  killWorkers();
  await untilNoWorkers(window.server);
  await openFile(window, 'loop.js', { line: 5, column: 5 });
  let killed = 0;
  // Each key may start a process: until three were killed as soon as they were there, or none is started any more.
  for (let key = 0; killed < 3 && key < 60; key++) {
    await typeText(window, key % 2 === 0 ? 'p' : 'u');
    killed += killWorkers();
  }
  expect(killed).toBeGreaterThanOrEqual(2);
  await screenshot(window, 'worker-killed');
  process.stdout.write(`  Killed ${killed}; the status bar says ${await statusItem(window.page).textContent()}.\n`);
  await runCommand(window, 'Hearth: Restart Runtime');
  await untilCompletedIn('after.js');
  await statusItem(window.page).filter({ hasText: 'Starter' }).waitFor();
  await screenshot(window, 'worker-restarted');
});

test('closing the window ends the model process', async () => {
  expect(workers(window.server)).not.toEqual([]);
  await closeWindow(window);
  await untilNoWorkers(window.server);
});
