import axe from 'axe-core';
import type { Frame, FrameLocator, Locator } from 'playwright-core';
import { runCommand } from './palette.ts';
import type { EditorWindow } from './window.ts';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** Shows the chat view by its command and waits until its page has drawn something. */
export async function openChat(window: EditorWindow, command: string): Promise<FrameLocator> {
  await runCommand(window, command);
  const chat = chatFrame(window);
  await chat.locator('body :visible').first().waitFor({ timeout: 60_000 });
  return chat;
}

/** The page inside Hearth's chat view. */
export function chatFrame({ page }: EditorWindow): FrameLocator {
  return page
    .frameLocator('iframe.webview.ready[src*="extensionId=hearth.hearth"]')
    .frameLocator('iframe#active-frame');
}

export function questionBox(chat: FrameLocator): Locator {
  return chat.getByRole('textbox', { name: 'Ask Hearth' });
}

/** The answers of the conversation, oldest first. */
export function answers(chat: FrameLocator): Locator {
  return chat.getByRole('article', { name: 'Answer' });
}

/** Types a question and sends it; gives its answer. */
export async function ask(chat: FrameLocator, question: string): Promise<Locator> {
  const before = await answers(chat).count();
  await questionBox(chat).fill(question);
  await questionBox(chat).press('Enter');
  return answers(chat).nth(before);
}

/** What stands under an answer that has ended: how it ended, the model, its time and speed. */
export function meta(answer: Locator): Locator {
  return answer.locator('.meta .ellipsis');
}

/** Drags the edge of the chat's side bar. @param width in pixels */
export async function resizeChat({ page }: EditorWindow, width: number): Promise<void> {
  const bar = page.locator('.part.auxiliarybar');
  const box = await bar.boundingBox();
  if (box === null) throw new Error('The secondary side bar is not shown.');
  const y = box.y + 200;
  await page.mouse.move(box.x - 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x - 2 + box.width - width, y, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(box.x - 200, y);
  await page.locator('.monaco-sash.hover, .monaco-sash.active').waitFor({ state: 'detached' });
  const now = (await bar.boundingBox())?.width ?? 0;
  if (Math.abs(now - width) > 4) throw new Error(`The side bar is ${now} px wide, not ${width}.`);
}

export type ThemeKind = 'vscode-dark' | 'vscode-light' | 'vscode-high-contrast' | 'vscode-high-contrast-light';

/** A switched theme reaches the chat page a moment after the window. */
export async function untilChatTheme(window: EditorWindow, kind: ThemeKind): Promise<void> {
  await chatFrame(window).locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
}

/** What axe finds in a page, one line for each element. */
export async function axeFindings(page: FrameLocator): Promise<readonly string[]> {
  const frame = await contentFrame(page);
  await frame.evaluate(axe.source);
  return frame.evaluate(async () => {
    const found = await window.axe.run(document, { iframes: false });
    return found.violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
  });
}

async function contentFrame(page: FrameLocator): Promise<Frame> {
  const frame = await (await page.owner().elementHandle())?.contentFrame();
  if (frame === null || frame === undefined) throw new Error('The view shows no page.');
  return frame;
}
