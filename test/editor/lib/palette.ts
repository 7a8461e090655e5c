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

/** Runs a command that opens a list with a title, and waits for that list. */
export async function openPicker(window: EditorWindow, command: string, title: string): Promise<void> {
  await runCommand(window, command);
  await window.page.locator('.quick-input-widget .quick-input-title', { hasText: title }).waitFor();
}

export interface PickerRow {
  /** The heading that the row stands under. */
  readonly section: string;
  /** Label, description and detail with one space between. */
  readonly text: string;
  readonly isChecked: boolean;
}

/** The rows in sight of a list with headings. */
export async function pickerSections({ page }: EditorWindow): Promise<readonly PickerRow[]> {
  await untilPaletteGone(page);
  const found = await rows(page).evaluateAll((elements) =>
    elements
      .toSorted((a, b) => Number(a.dataset['index']) - Number(b.dataset['index']))
      .map((row) => ({
        // A row that had a heading before hides it.
        heading: row.querySelector('.quick-input-list-separator:not([style*="none"])')?.textContent ?? '',
        text: [...row.querySelectorAll('.label-name, .label-description')].map((part) => part.textContent).join(' '),
        isChecked: row.querySelector('.codicon-check') !== null,
      })),
  );
  let section = '';
  return found.map(({ heading, text, isChecked }) => {
    section = heading || section;
    return { section, text: plain(text.replaceAll(/\s+/g, ' ')), isChecked };
  });
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

/** Waits for a notification that has these words; gives its text. */
export async function untilNotification({ page }: EditorWindow, words: string | RegExp): Promise<string> {
  const message = page
    .locator('.notification-fade-in-done .notification-list-item-message', { hasText: words })
    .first();
  await message.waitFor();
  return plain(await message.innerText());
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
