import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectNoGhostText, openFile, press, typeText, untilGhostText, untilGhostTextIs } from './lib/document.ts';
import { modelPath, modelsFolder } from './lib/models.ts';
import {
  answerInput,
  closeNotifications,
  dismissPicker,
  openPicker,
  pickItem,
  pickerSections,
  untilNotification,
} from './lib/palette.ts';
import { statusItem, statusLabel } from './lib/statusBar.ts';
import { openWindow, reloadWindow, screenshot, type EditorWindow } from './lib/window.ts';

/** The cursor stands where each of the models has something to say. */
const sum = 'export function add(a: number, b: number): number {\n  \n}\n';
const inSum = { line: 2, column: 3 };

/** Asks in an empty place of the file, and leaves it empty again. */
async function untilCodeCompletes(window: EditorWindow): Promise<void> {
  await openFile(window, 'sum.ts', inSum);
  await typeText(window, 'ret');
  await untilGhostText(window, (text) => text.startsWith('urn a + b;'));
  await press(window, 'Escape', 'Backspace', 'Backspace', 'Backspace');
}

describe('the list of models', () => {
  let window: EditorWindow;
  beforeAll(async () => {
    window = await openWindow({
      files: { 'sum.ts': sum },
      machineSettings: { 'hearth.model.folders': [modelsFolder] },
    });
    const folder = window.workspace;
    writeFileSync(join(folder, 'half.gguf'), readFileSync(modelPath('code')).subarray(0, 500_000));
    writeFileSync(join(folder, 'text.gguf'), 'This is not a model.\n'.repeat(100));
    mkdirSync(join(folder, 'folder.gguf'));
  });

  test('it marks the one in use, and says why one cannot be used', async () => {
    await openPicker(window, 'Hearth: Change Completion Model…', 'Completion Model');
    const listed = async () =>
      (await pickerSections(window))
        .map(({ section, text }) => `${section}: ${text.split(' ')[0]}`)
        .filter((row) => !row.includes('Browse'));
    const expected = ['Starter', 'chat', 'code', 'repeat'].map((name) => `On this machine: ${name}`);
    // Rows appear as files are found.
    await expect.poll(listed, { timeout: 15_000 }).toEqual([...expected, 'Cannot be used: nofim']);
    const rows = await pickerSections(window);
    await screenshot(window, 'models');
    await dismissPicker(window);
    const named = (name: string) => rows.find(({ text }) => text.startsWith(`${name} `));
    expect(rows.filter(({ isChecked }) => isChecked)).toEqual([named('Starter')]);
    expect(named('Starter')?.text).toContain('built in');
    expect(named('nofim')?.text).toContain('Cannot complete code in the middle of a file (no FIM tokens)');
  });

  test('the chosen one completes from then on, also after a reload', async () => {
    await statusItem(window.page).filter({ hasText: 'Starter' }).waitFor();
    await openPicker(window, 'Hearth: Change Completion Model…', 'Completion Model');
    await pickItem(window, 'code');
    await statusItem(window.page).filter({ hasNotText: 'Starter' }).waitFor();
    await untilCodeCompletes(window);
    await screenshot(window, 'models-switched');
    await expect.poll(() => statusLabel(window)).toBe('Hearth, code, on this machine');

    await reloadWindow(window);
    await untilCodeCompletes(window);
    await screenshot(window, 'models-reloaded');
    await expect.poll(() => statusLabel(window)).toBe('Hearth, code, on this machine');
  });

  test.each(['half.gguf', 'text.gguf', 'folder.gguf', 'missing.gguf'])(
    'a path to %s is refused by name, and the model in use stays',
    async (name) => {
      await openPicker(window, 'Hearth: Change Completion Model…', 'Completion Model');
      await answerInput(window, join(window.workspace, name));
      const message = await untilNotification(window, name);
      await screenshot(window, `models-refused-${name}`);
      expect(message).not.toContain('Something went wrong');
      await closeNotifications(window);
      await expect.poll(() => statusLabel(window)).toBe('Hearth, code, on this machine');
      await untilCodeCompletes(window);
    },
  );
});

test('settings that name no model: the status bar says so, and choosing the starter model mends it', async () => {
  const window = await openWindow({
    files: { 'stack.js': 'class Stack {\n  items = [];\n\n  push(item) {\n    \n  }\n}\n' },
    machineSettings: { 'hearth.model.completion': '/nowhere/lost.gguf' },
  });
  await statusItem(window.page).filter({ hasText: 'No model' }).waitFor();
  await expect.poll(() => statusLabel(window)).toBe('Hearth, lost.gguf was not found.');
  await openFile(window, 'stack.js', { line: 5, column: 5 });
  await typeText(window, 'this.items.');
  await expectNoGhostText(window);
  await screenshot(window, 'models-lost');
  await openPicker(window, 'Hearth: Change Completion Model…', 'Completion Model');
  await pickItem(window, 'Starter');
  await statusItem(window.page).filter({ hasText: 'Starter' }).waitFor();
  await typeText(window, 'p');
  await untilGhostTextIs(window, 'ush(item);');
  await screenshot(window, 'models-mended');
});
