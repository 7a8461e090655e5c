import { beforeAll, expect, test } from 'vitest';
import {
  documentText,
  expectNoGhostText,
  openFile,
  press,
  typeText,
  untilGhostText,
  untilGhostTextIs,
  untilNoGhostText,
} from './lib/document.ts';
import { explanation, readDocument } from './lib/explanation.ts';
import { runCommand } from './lib/palette.ts';
import { inCount, loops } from './lib/samples.ts';
import { openWindow, screenshot, type EditorWindow } from './lib/window.ts';

/** A method whose body is empty. The starter model knows what is pushed there. */
const stack = 'class Stack {\n  items = [];\n\n  push(item) {\n    \n  }\n}\n';
const inPush = { line: 5, column: 5 };

const line = 'items:';
const body = '        result += item["price"]';

/** As long as somebody reads a suggestion; what follows it is written meanwhile. Milliseconds. */
const reading = 2_000;

let window: EditorWindow;
beforeAll(async () => {
  const names = ['middle', 'cycle', 'through', 'delete', 'comment', 'statistics'];
  window = await openWindow({
    keybindings: [{ key: 'ctrl+alt+right', command: 'editor.action.inlineSuggest.acceptNextLine' }],
    files: {
      ...Object.fromEntries(names.map((name) => [`${name}.js`, stack])),
      'lines.py': loops,
      'next.line': loops,
    },
    settings: {
      'files.associations': { '*.line': 'lua' },
      '[lua]': { 'hearth.completion.length': 'line' },
      'hearth.completion.inComments': false,
      // What the model writes is not to depend on the files before.
      'hearth.context.repository': 'off',
    },
  });
});

// First, since for one who takes few suggestions none are written ahead.
test('after Tab the next suggestion is there at once: it was written while the one before was read', async () => {
  await openFile(window, 'next.line', inCount);
  await typeText(window, 'for item in ');
  await untilGhostTextIs(window, line);
  await window.page.waitForTimeout(reading);
  await press(window, 'Tab');
  await untilGhostText(window, (text) => text.trim() === body.trim());
  await screenshot(window, 'engine-next');
  expect(await explanation(window)).toContain('# Last completion: shown, from memory');
});

test('inside a call whose bracket the editor has closed, the suggestion goes over it', async () => {
  await openFile(window, 'middle.js', inPush);
  await typeText(window, 'this.items.push(');
  await untilGhostText(window, (text) => text.startsWith('item'));
  await screenshot(window, 'engine-middle');
  await press(window, 'Tab');
  expect(await documentText(window, 'middle.js')).toContain('  push(item) {\n    this.items.push(item);\n  }');
});

test('the first line of a block is taken alone, and the rest of it stays', async () => {
  await openFile(window, 'lines.py', inCount);
  await typeText(window, 'for item in ');
  await untilGhostTextIs(window, `${line}\n${body}`);
  await press(window, 'Control+Alt+ArrowRight');
  await untilGhostText(window, (text) => text.trim() === body.trim());
  await screenshot(window, 'engine-line');
  await press(window, 'Tab');
  expect(await documentText(window, 'lines.py')).toContain(`    for item in ${line}\n${body}\n`);
});

test('Alt+\\ asks for several texts, and the editor’s own keys go through them', async () => {
  await openFile(window, 'cycle.js', inPush);
  await typeText(window, 'const ');
  await press(window, 'Alt+Backslash');
  const first = await untilGhostText(window);
  await press(window, 'Alt+BracketRight');
  const second = await untilGhostText(window, (text) => text !== '' && text !== first);
  await screenshot(window, 'engine-cycle');
  await press(window, 'Alt+BracketLeft');
  await untilGhostTextIs(window, first);
  await press(window, 'Alt+BracketRight');
  await untilGhostTextIs(window, second);
  await press(window, 'Tab');
  expect(await documentText(window, 'cycle.js')).toContain(`    const ${second.split('\n')[0]}`);
});

/** Number of the call in the model process that the last completion was answered by. */
async function lastCall(): Promise<number> {
  const call = /call (\d+) of the model process/.exec(await explanation(window))?.[1];
  expect(call).toBeDefined();
  return Number(call);
}

test('typing what is suggested asks the model process nothing: its own count says so', async () => {
  await openFile(window, 'through.js', inPush);
  await typeText(window, 'this.items.p');
  await untilGhostTextIs(window, 'ush(item);');
  await window.page.waitForTimeout(reading);
  const before = await lastCall();
  await openFile(window, 'through.js');
  await typeText(window, 'ush', 60);
  await untilGhostTextIs(window, '(item);');
  expect(await explanation(window)).toContain('# Last completion: shown, from memory: you are typing it');
  await openFile(window, 'through.js');
  await typeText(window, ';');
  await untilGhostText(window, (text) => text !== '(item);');
  await window.page.waitForTimeout(reading);
  // One call of its own for the last key; what was written ahead while "p" was read is the other.
  expect((await lastCall()) - before).toBeLessThanOrEqual(2);
});

test('deleting is left alone, and Explain Last Completion says so', async () => {
  await openFile(window, 'delete.js', inPush);
  // In one piece: what is suggested after "xy" must not be known from before.
  await window.page.keyboard.insertText('xyz');
  await window.page.waitForTimeout(reading);
  await press(window, 'Backspace');
  await expectNoGhostText(window);
  await runCommand(window, 'Hearth: Explain Last Completion');
  await window.page.locator('.tab.active[data-resource-name="Last Completion.md"]').waitFor();
  await screenshot(window, 'engine-explained');
  await runCommand(window, 'View: Close Editor');
  expect(await explanation(window)).toContain('# Last completion: nothing shown: you were deleting');
});

test('where hearth.completion.inComments is off nothing is suggested in a comment, and Explain says why', async () => {
  await openFile(window, 'comment.js', inPush);
  await typeText(window, '// this.items.p');
  await expectNoGhostText(window);
  expect(await explanation(window)).toContain('nothing shown: off inside comments and strings');
  await openFile(window, 'comment.js');
  await press(window, 'Alt+Backslash');
  expect(await untilGhostText(window)).not.toBe('');
  await press(window, 'Escape');
  await untilNoGhostText(window);
});

test('the statistics count what was shown and taken, hold no code, and can be reset', async () => {
  await runCommand(window, 'Hearth: Reset Statistics');
  await openFile(window, 'statistics.js', inPush);
  await typeText(window, 'this.items.p');
  await untilGhostTextIs(window, 'ush(item);');
  await press(window, 'Tab');
  await untilGhostText(window, (text) => text !== 'ush(item);');
  await runCommand(window, 'Hearth: Show Statistics');
  await window.page.locator('.tab.active[data-resource-name="Completion Statistics.md"]').waitFor();
  await screenshot(window, 'engine-statistics');
  await runCommand(window, 'View: Close Editor');
  const text = await readDocument(window, 'Hearth: Show Statistics', 'Completion Statistics.md');
  expect(text).toMatch(/accepted\D*1/);
  expect(text).toContain('javascript');
  expect(text).not.toContain('ush(item)');
  expect(text).not.toContain('statistics.js');
});
