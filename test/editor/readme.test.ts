import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { ask, meta, openChat, resizeChat } from './lib/chat.ts';
import { openFile, press, typeText, untilGhostTextIs } from './lib/document.ts';
import { sampleFolder, standIn } from './lib/models.ts';
import { runCommand } from './lib/palette.ts';
import { openWindow, screenshot, type EditorWindow } from './lib/window.ts';

const screenshots = fileURLToPath(new URL('../../media/screenshots/', import.meta.url));

/** The README shows this one; it is replaced only when somebody asks for that. */
async function readmeScreenshot(window: EditorWindow, name: string): Promise<void> {
  // Where nothing explains what is under the mouse.
  await window.page.mouse.move(480, 788);
  await window.page.locator('.monaco-hover:visible').waitFor({ state: 'detached' });
  const path = await screenshot(window, `readme-${name}`);
  if (process.env['HEARTH_UPDATE_SCREENSHOTS'] !== '1') return;
  mkdirSync(screenshots, { recursive: true });
  copyFileSync(path, join(screenshots, `${name}.png`));
}

test('the screenshots of the README can be taken', async () => {
  const window = await openWindow({
    folder: sampleFolder,
    machineSettings: { 'hearth.model.chat': standIn },
    // Half a line has an error, which is not what the picture is about; nor is where else a word stands.
    settings: {
      'typescript.validate.enable': false,
      'js/ts.validate.enabled': false,
      'editor.occurrencesHighlight': 'off',
      'editor.scrollbar.vertical': 'hidden',
      'editor.scrollbar.horizontal': 'hidden',
      'files.exclude': { '.vscode': true },
    },
  });
  await openFile(window, 'src/wishlist.ts', { line: 8, column: 17 });
  await press(window, 'Backspace');
  await typeText(window, 'p');
  await untilGhostTextIs(window, 'ush(item);');
  await readmeScreenshot(window, 'ghost-text');

  await press(window, 'Escape');
  await runCommand(window, 'File: Revert File');
  await openFile(window, 'src/basket.ts', { line: 31, column: 4 });
  const chat = await openChat(window, 'Hearth: Open Chat');
  await resizeChat(window, 440);
  const answer = await ask(chat, 'How do I write total() with reduce?');
  await meta(answer).waitFor();
  await readmeScreenshot(window, 'chat');
});
