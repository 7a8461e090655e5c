import type { Locator, Page } from 'playwright-core';
import { plain } from './statusBar.ts';
import type { EditorWindow } from './window.ts';

/** Runs a command as a user does: F1, its title as the palette shows it (`Hearth: New Chat`), Enter. */
export async function runCommand(window: EditorWindow, title: string): Promise<void> {
  await window.page.keyboard.press('F1');
  const input = pickerInput(window.page);
  await input.waitFor();
  await input.fill(`>${title}`);
  await clickRow(window.page, title);
}

/** The rows of the list that a command has opened: label, description and detail with one space between. */
export async function pickerRows({ page }: EditorWindow): Promise<readonly string[]> {
  await untilPaletteGone(page);
  await rows(page).first().waitFor();
  const texts = await rows(page).evaluateAll((elements) =>
    elements.map((row) =>
      [...row.querySelectorAll('.label-name, .label-description')].map((part) => part.textContent ?? '').join(' '),
    ),
  );
  return texts.map((text) => plain(text.replaceAll(/\s+/g, ' ')));
}

/** Chooses the first row whose label starts so, in the list that a command has opened. */
export async function pickItem({ page }: EditorWindow, label: string): Promise<void> {
  await untilPaletteGone(page);
  await clickRow(page, label);
}

export async function dismissPicker({ page }: EditorWindow): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Types into the input box or list that is open, and confirms. */
export async function answerInput({ page }: EditorWindow, text: string): Promise<void> {
  await untilPaletteGone(page);
  await pickerInput(page).fill(text);
  await page.keyboard.press('Enter');
}

/** The texts of the notifications on screen. */
export async function notifications({ page }: EditorWindow): Promise<readonly string[]> {
  const texts = await page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  return texts.map(plain);
}

export async function closeNotifications(window: EditorWindow): Promise<void> {
  await runCommand(window, 'Notifications: Clear All Notifications');
}

/** Sets a theme by the theme picker and waits until the window wears it. */
export async function setTheme(window: EditorWindow, theme: keyof typeof themeClasses): Promise<void> {
  await runCommand(window, 'Preferences: Color Theme');
  await untilPaletteGone(window.page);
  await pickerInput(window.page).fill(theme);
  // The list previews each row it passes: the row has to be alone before it is chosen.
  await rows(window.page).filter({ hasText: theme }).first().waitFor();
  await clickRow(window.page, theme);
  await window.page.locator(`.monaco-workbench.${themeClasses[theme]}`).first().waitFor();
}

const themeClasses = {
  'Dark Modern': 'vs-dark',
  'Light Modern': 'vs',
  'Dark High Contrast': 'hc-black',
  'Light High Contrast': 'hc-light',
} as const;

/** The palette and a command's list share one box: the palette's begins with `>`. */
async function untilPaletteGone(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const input = document.querySelector<HTMLInputElement>(
      '.quick-input-widget:not([style*="display: none"]) input[type="text"]',
    );
    return input !== null && !input.value.startsWith('>');
  });
}

function pickerInput(page: Page): Locator {
  return page.locator('.quick-input-widget .quick-input-box input');
}

function rows(page: Page): Locator {
  return page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
}

async function clickRow(page: Page, label: string): Promise<void> {
  const row = rows(page).filter({
    has: page.locator('.quick-input-list-label, .label-name', { hasText: startsWith(label) }),
  });
  try {
    await row.first().click({ timeout: 15_000 });
  } catch (error) {
    const listed = (await rows(page).allInnerTexts()).map((text) => plain(text.replaceAll(/\s+/g, ' ')));
    throw new Error(`The list has no row ${label}. It has: ${listed.join(' | ')}`, { cause: error });
  }
}

/** Spaces of either kind: a row's label is drawn with both. */
function startsWith(label: string): RegExp {
  const escaped = label.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  return new RegExp(`^\\s*${escaped.replaceAll(' ', String.raw`\s`)}`);
}
