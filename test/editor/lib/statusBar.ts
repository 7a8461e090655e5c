import type { Locator, Page } from 'playwright-core';
import type { EditorWindow } from './window.ts';

export function statusItem(page: Page): Locator {
  return page.locator('.statusbar-item[id="hearth.hearth.hearth.status"]');
}

/** The status bar item's words, without its icon. */
export async function statusText({ page }: EditorWindow): Promise<string> {
  return plain((await statusItem(page).textContent()) ?? '');
}

/** What a screen reader says for the item, which is also its tooltip where there is no other. */
export async function statusLabel({ page }: EditorWindow): Promise<string> {
  return plain((await statusItem(page).locator('a').first().getAttribute('aria-label')) ?? '');
}

/** VS Code draws spaces as no-break spaces. */
export function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').trim();
}
