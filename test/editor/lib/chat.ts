import axe from 'axe-core';
import type { Frame, FrameLocator } from 'playwright-core';
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
