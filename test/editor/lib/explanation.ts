import { press } from './document.ts';
import { runCommand } from './palette.ts';
import type { EditorWindow } from './window.ts';

/** All of the page that Explain Last Completion opens: the last completion and those before it. */
export function explanation(window: EditorWindow): Promise<string> {
  return readDocument(window, 'Hearth: Explain Last Completion', 'Last Completion.md');
}

/** The whole text of the document that a command opens; closes it again. */
export async function readDocument(window: EditorWindow, command: string, title: string): Promise<string> {
  const { page } = window;
  await runCommand(window, command);
  await page.locator(`.tab.active[data-resource-name="${title}"]`).waitFor();
  await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await press(window, 'Control+A', 'Control+C');
  const until = Date.now() + 10_000;
  let text = '';
  while (text === '' && Date.now() < until) {
    await page.waitForTimeout(50);
    text = await page.evaluate(() => navigator.clipboard.readText());
  }
  await runCommand(window, 'View: Close Editor');
  return text;
}
