import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { plain } from './statusBar.ts';
import type { EditorWindow } from './window.ts';

/** A line and a column, both from 1, as VS Code's status bar counts them. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Opens a file of the workspace by Quick Open and gives it the keyboard. */
export async function openFile({ page }: EditorWindow, path: string, place?: Place): Promise<void> {
  await page.keyboard.press('Control+P');
  const input = page.locator('.quick-input-widget .quick-input-box input');
  await input.waitFor();
  await input.fill(place === undefined ? path : `${path}:${place.line}:${place.column}`);
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: basename(path) })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`.tab.active[data-resource-name="${basename(path)}"]`).waitFor();
  await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
  await untilIdle(page);
}

/**
 * A new editor starts its inline suggestions when the window is first idle, and does not ask for what was typed before. Idle
 * callbacks run in the order in which they were asked for, so the editor's has run when this one does.
 */
function untilIdle(page: Page): Promise<void> {
  return page.evaluate(() => new Promise<void>((resolve) => requestIdleCallback(() => resolve())));
}

export async function placeCursor({ page }: EditorWindow, { line, column }: Place): Promise<void> {
  await page.keyboard.press('Control+G');
  const input = page.locator('.quick-input-widget .quick-input-box input');
  await input.waitFor();
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await page.locator('.monaco-editor.focused').waitFor();
}

/** @param delay milliseconds between two keys */
export async function typeText({ page }: EditorWindow, text: string, delay = 30): Promise<void> {
  await page.keyboard.type(text, { delay });
}

export async function press({ page }: EditorWindow, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** The ghost text on screen, its lines joined by \n; '' when there is none. */
export async function ghostText({ page }: EditorWindow): Promise<string> {
  // In one go: the editor may draw between two questions.
  const lines = await page.evaluate(() => {
    const texts = (selector: string) =>
      [...document.querySelectorAll(`.monaco-editor ${selector}`)].map((part) => part.textContent);
    return [texts('.view-lines .ghost-text-decoration').join(''), ...texts('.suggest-preview-text .view-line')];
  });
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

/** Waits until ghost text stands on screen that `accept` likes; gives it. */
export async function untilGhostText(
  window: EditorWindow,
  accept: (text: string) => boolean = (text) => text.trim() !== '',
  timeout = 60_000,
): Promise<string> {
  const until = Date.now() + timeout;
  let text = await ghostText(window);
  while (!accept(text)) {
    if (Date.now() > until) throw new Error(`No fitting ghost text; on screen: ${JSON.stringify(text)}`);
    await window.page.waitForTimeout(50);
    text = await ghostText(window);
  }
  return text;
}

/** Waits for exactly this ghost text: one for less of what was typed may stand there for a moment. */
export function untilGhostTextIs(window: EditorWindow, expected: string): Promise<string> {
  return untilGhostText(window, (text) => text === expected);
}

export function untilNoGhostText(window: EditorWindow, timeout = 60_000): Promise<string> {
  return untilGhostText(window, (text) => text === '', timeout);
}

/** Saves the file and reads it from the disk: what the document really holds. */
export async function documentText({ page, workspace }: EditorWindow, path: string): Promise<string> {
  await page.keyboard.press('Control+S');
  await page.locator('.tab.active:not(.dirty)').waitFor();
  return readFileSync(join(workspace, path), 'utf8');
}

/** The active editor's visible text, ghost text included. */
export async function visibleText({ page }: EditorWindow): Promise<string> {
  const lines = page.locator('.editor-group-container.active .view-lines .view-line');
  return (await lines.allTextContents()).map(plain).join('\n');
}

/** Watches for a while that a working model would need a fraction of; fails when ghost text appears. */
export async function expectNoGhostText(window: EditorWindow, milliseconds = 1500): Promise<void> {
  const until = Date.now() + milliseconds;
  while (Date.now() < until) {
    const text = await ghostText(window);
    if (text !== '') throw new Error(`Ghost text where there should be none: ${JSON.stringify(text)}`);
    await window.page.waitForTimeout(50);
  }
}

/** Notes the ghost text of every frame from now on. The function given back ends that and gives what was seen, in order. */
export async function recordGhostText({ page }: EditorWindow): Promise<() => Promise<readonly string[]>> {
  const recording = await page.evaluateHandle(() => {
    const seen: string[] = [];
    let isOn = true;
    const note = (): void => {
      const parts = [...document.querySelectorAll('.monaco-editor .view-lines .ghost-text-decoration')];
      const text = parts.map((part) => part.textContent ?? '').join('');
      if (text !== seen.at(-1)) seen.push(text);
      if (isOn) requestAnimationFrame(note);
    };
    note();
    return {
      end: () => {
        isOn = false;
        return seen;
      },
    };
  });
  return async () => {
    const seen = await recording.evaluate(({ end }) => end());
    return seen.map((text) => text.replaceAll('\u00a0', ' '));
  };
}
