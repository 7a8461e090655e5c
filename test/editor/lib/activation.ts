import { runCommand } from './palette.ts';
import type { EditorWindow } from './window.ts';

/** What VS Code itself measured for starting Hearth, in milliseconds; it counts loading the bundle and calling activate. */
export async function activationMilliseconds(window: EditorWindow): Promise<number> {
  await runCommand(window, 'Developer: Show Running Extensions');
  const list = window.page.locator('.runtime-extensions-editor');
  await list.locator('.monaco-list-row').first().hover();
  const row = list.locator('.monaco-list-row', { hasText: 'Hearth' }).first();
  // The list is sorted by time and draws only the rows in sight.
  for (let page = 0; page < 20 && (await row.count()) === 0; page++) {
    await window.page.mouse.wheel(0, 300);
    await window.page.waitForTimeout(100);
  }
  const text = await row.locator('.activation-time').innerText();
  await window.page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  const milliseconds = /(\d+)\s*ms/.exec(text)?.[1];
  if (milliseconds === undefined) throw new Error(`VS Code says no activation time for Hearth: ${text}`);
  return Number(milliseconds);
}
