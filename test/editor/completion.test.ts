import { beforeAll, expect, test } from 'vitest';
import {
  documentText,
  expectNoGhostText,
  ghostText,
  openFile,
  press,
  recordGhostText,
  typeText,
  untilGhostText,
  untilGhostTextIs,
  untilNoGhostText,
} from './lib/document.ts';
import { inCount, loops } from './lib/samples.ts';
import { runCommand } from './lib/palette.ts';
import { statusItem } from './lib/statusBar.ts';
import { openWindow, screenshot, type EditorWindow } from './lib/window.ts';

/** A class whose method `add` is empty, and its place. The starter model knows what is pushed there. */
const shelf = `interface Item {
  name: string;
}

export class Shelf {
  private items: Item[] = [];

  add(item: Item): void {
    
  }

  find(name: string): Item | undefined {
    
  }
}
`;
const inAdd = { line: 9, column: 5 };
const inFind = { line: 13, column: 5 };

let window: EditorWindow;
beforeAll(async () => {
  const names = ['accept', 'word', 'escape', 'through', 'toggle'];
  window = await openWindow({
    files: {
      ...Object.fromEntries(names.map((name) => [`${name}.ts`, shelf])),
      'block.py': loops,
      'loop.line': loops,
      'manual.js': 'class Stack {\n  items = [];\n\n  push(item) {\n    \n  }\n}\n',
      'notes.txt': 'wintergreen\n',
      'notes.md': '# Notes\n\nwintergreen\n',
    },
    settings: {
      // What the model writes is not to depend on the files before.
      'hearth.context.repository': 'off',
      // One suggestion in two lengths needs two languages; which they are does not matter to the model.
      'files.associations': { '*.line': 'lua' },
      '[lua]': { 'hearth.completion.length': 'line' },
      '[javascript]': { 'hearth.completion.trigger': 'manual' },
      '[plaintext]': intelliSense,
      '[markdown]': intelliSense,
    },
  });
});

/** The editor's own list as VS Code sets it out of the box: not where an inline completion provider is registered. */
const intelliSense = {
  'editor.quickSuggestions': { other: 'offWhenInlineCompletions' },
  'editor.wordBasedSuggestions': 'currentDocument',
};

test('what is typed is completed; Tab takes it, and the next line is completed too', async () => {
  await openFile(window, 'accept.ts', inAdd);
  await typeText(window, 'this.items.p');
  await untilGhostTextIs(window, 'ush(item);');
  await screenshot(window, 'completion');
  await press(window, 'Tab');
  expect(await documentText(window, 'accept.ts')).toContain(
    '  add(item: Item): void {\n    this.items.push(item);\n  }',
  );

  await openFile(window, 'accept.ts', inFind);
  await typeText(window, 'return this.items.find((item) => item.name =');
  await untilGhostTextIs(window, '== name;');
  await screenshot(window, 'completion-next');
  await press(window, 'Tab');
  expect(await documentText(window, 'accept.ts')).toContain(
    '    return this.items.find((item) => item.name === name);\n',
  );
});

test('a word of a suggestion is taken alone, and the rest stays', async () => {
  await openFile(window, 'word.ts', inAdd);
  await typeText(window, 'this.items.p');
  const whole = await untilGhostTextIs(window, 'ush(item);');
  await press(window, 'Control+ArrowRight');
  const rest = await untilGhostText(window, (text) => text !== '' && text !== whole);
  await screenshot(window, 'completion-word');
  expect(rest).not.toBe('');
  expect(whole.endsWith(rest)).toBe(true);
  const taken = whole.slice(0, whole.length - rest.length);
  expect(taken).toMatch(/^ush\(?$/);
  expect(await documentText(window, 'word.ts')).toContain(`    this.items.p${taken}\n`);
});

test('Escape hides a suggestion and leaves what was typed', async () => {
  await openFile(window, 'escape.ts', inAdd);
  await typeText(window, 'this.items.p');
  await untilGhostText(window);
  await press(window, 'Escape');
  await untilNoGhostText(window);
  await screenshot(window, 'completion-escape');
  expect(await documentText(window, 'escape.ts')).toContain('    this.items.p\n');
  await expectNoGhostText(window);
});

test('typing what is suggested shortens the suggestion and never blinks', async () => {
  await openFile(window, 'through.ts', inAdd);
  await typeText(window, 'this.items.p');
  const whole = await untilGhostTextIs(window, 'ush(item);');
  const recorded = await recordGhostText(window);
  await typeText(window, 'ush', 120);
  await untilGhostText(window, (text) => text === '(item);');
  await screenshot(window, 'completion-typed-through');
  expect(await recorded()).toEqual([whole, 'sh(item);', 'h(item);', '(item);']);
});

test('a suggestion ends with its block, or with its line where hearth.completion.length says so', async () => {
  await openFile(window, 'block.py', inCount);
  await typeText(window, 'for item in ');
  await untilGhostTextIs(window, 'items:\n        result += item["price"]');
  await screenshot(window, 'completion-block');
  await openFile(window, 'loop.line', inCount);
  await typeText(window, 'for item in ');
  await untilGhostTextIs(window, 'items:');
  await screenshot(window, 'completion-line');
});

test('where hearth.completion.trigger is manual only Alt+\\ asks', async () => {
  await openFile(window, 'manual.js', { line: 5, column: 5 });
  await typeText(window, 'this.items.p');
  await expectNoGhostText(window);
  await press(window, 'Alt+Backslash');
  await untilGhostTextIs(window, 'ush(item);');
  await screenshot(window, 'completion-manual');
});

test.each([
  ['Plain Text', 'notes.txt', 2],
  ['Markdown', 'notes.md', 4],
])('in %s nothing is suggested, and the editor’s own list still opens', async (language, path, line) => {
  await openFile(window, path, { line, column: 1 });
  await typeText(window, 'winter');
  const list = window.page.locator('.suggest-widget.visible');
  await list.locator('.monaco-list-row', { hasText: 'wintergreen' }).waitFor();
  await screenshot(window, `completion-off-${path}`);
  expect(await ghostText(window)).toBe('');
  await statusItem(window.page).locator(`a[aria-label="Hearth, Off for ${language}"]`).waitFor();
  await press(window, 'Escape');
  await list.waitFor({ state: 'hidden' });
});

test('Toggle Suggestions switches them off and on again, and the status bar says so', async () => {
  await openFile(window, 'toggle.ts', inAdd);
  await runCommand(window, 'Hearth: Toggle Suggestions');
  await statusItem(window.page).filter({ hasText: 'Off' }).waitFor();
  await typeText(window, 'this.items.');
  await expectNoGhostText(window);
  await screenshot(window, 'completion-toggled-off');
  await runCommand(window, 'Hearth: Toggle Suggestions');
  await statusItem(window.page).filter({ hasText: 'Starter' }).waitFor();
  await typeText(window, 'p');
  await untilGhostTextIs(window, 'ush(item);');
});
