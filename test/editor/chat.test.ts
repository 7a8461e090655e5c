import { beforeAll, describe, expect, test } from 'vitest';
import {
  answers,
  ask,
  axeFindings,
  chatFrame,
  meta,
  openChat,
  questionBox,
  resizeChat,
  untilChatTheme,
  type ThemeKind,
} from './lib/chat.ts';
import { documentText, openFile, press } from './lib/document.ts';
import { modelPath, sampleFolder } from './lib/models.ts';
import { runCommand, setTheme } from './lib/palette.ts';
import { untilNoWorkers, workers } from './lib/processes.ts';
import { openWindow, reloadWindow, screenshot, type EditorWindow } from './lib/window.ts';

/** Under a finished answer: the model, seconds, tokens a second. */
const measures = (model: string): RegExp => new RegExp(String.raw`^${model}, [\d.,]+ s, [\d.,]+ tokens/s$`);

describe('with the starter model', () => {
  let window: EditorWindow;
  beforeAll(async () => {
    window = await openWindow({ folder: sampleFolder });
  });

  test('an empty chat says what the starter model is, and Ctrl+Alt+H puts the keyboard into its question box', async () => {
    await press(window, 'Control+Alt+h');
    const chat = chatFrame(window);
    await chat.getByRole('heading', { name: 'Ready, with the starter model' }).waitFor();
    await chat.locator('textarea:focus').waitFor();
    expect(await chat.getByRole('list', { name: 'Next steps' }).getByRole('button').allInnerTexts()).toEqual([
      'Choose a chat model',
      expect.stringContaining('Import a model file'),
      'Ask the starter model anyway',
    ]);
    await untilNoWorkers(window.server);
    await screenshot(window, 'chat-empty');
    expect(await axeFindings(chat)).toEqual([]);
  });

  test('a question is answered, with the model’s name and speed', async () => {
    const chat = chatFrame(window);
    const answer = await ask(chat, 'function that adds two numbers');
    await meta(answer).waitFor();
    await screenshot(window, 'chat-answer');
    expect(await meta(answer).innerText()).toMatch(measures('Starter'));
    expect((await answer.locator('.prose').innerText()).trim()).not.toBe('');
    await chat.getByText('The starter model is too small to answer questions well.').waitFor();
    expect(workers(window.server)).toHaveLength(1);
  });

  test('a reload brings back the conversation and the unsent question', async () => {
    const before = await answers(chatFrame(window)).first().innerText();
    await questionBox(chatFrame(window)).fill('half a question');
    await reloadWindow(window);
    const chat = await openChat(window, 'Hearth: Open Chat');
    await answers(chat).first().waitFor();
    await screenshot(window, 'chat-reloaded');
    expect(await answers(chat).first().innerText()).toBe(before);
    expect(await chat.getByRole('article', { name: 'You asked' }).allInnerTexts()).toEqual([
      'function that adds two numbers',
    ]);
    expect(await questionBox(chat).inputValue()).toBe('half a question');
  });

  test('axe finds nothing wrong with a conversation in any theme', async () => {
    const themes = {
      'Light Modern': 'vscode-light',
      'Dark High Contrast': 'vscode-high-contrast',
      'Light High Contrast': 'vscode-high-contrast-light',
      'Dark Modern': 'vscode-dark',
    } as const satisfies Record<string, ThemeKind>;
    for (const [theme, kind] of Object.entries(themes)) {
      await setTheme(window, theme as keyof typeof themes);
      await untilChatTheme(window, kind);
      await screenshot(window, `chat-${kind}`);
      expect(await axeFindings(chatFrame(window)), theme).toEqual([]);
    }
  });

  test('New Conversation empties the chat, also for the next reload', async () => {
    await runCommand(window, 'Hearth: New Conversation');
    const chat = chatFrame(window);
    await chat.getByRole('heading', { name: 'Ready, with the starter model' }).waitFor();
    expect(await answers(chat).count()).toBe(0);
    await reloadWindow(window);
    await (
      await openChat(window, 'Hearth: Open Chat')
    )
      .getByRole('heading', { name: 'Ready, with the starter model' })
      .waitFor();
    await screenshot(window, 'chat-new');
  });
});

describe('with a chat model', () => {
  let window: EditorWindow;
  beforeAll(async () => {
    window = await openWindow({
      files: { 'sum.ts': '// the function:\n' },
      machineSettings: { 'hearth.model.chat': modelPath('chat') },
    });
  });
  const code = 'export function add(a: number, b: number) {\n  return a + b;\n}';

  test('Markdown is drawn, and its code can be copied and inserted at the cursor', async () => {
    await openFile(window, 'sum.ts', { line: 2, column: 1 });
    const chat = await openChat(window, 'Hearth: Open Chat');
    const answer = await ask(chat, 'Wie addiert man? Größe 🙂');
    await meta(answer).waitFor();
    await screenshot(window, 'chat-code');
    expect(await chat.getByRole('article', { name: 'You asked' }).innerText()).toBe('Wie addiert man? Größe 🙂');
    expect(await answer.locator('.prose p').allInnerTexts()).toEqual([
      'Here is the fix:',
      'It adds “two” numbers → λ 日本語 🙂.',
    ]);
    const block = answer.getByRole('figure', { name: 'Code, ts' });
    expect(await block.locator('pre').innerText()).toBe(code);
    expect(await meta(answer).innerText()).toMatch(measures('chat'));

    await block.getByRole('button', { name: 'Copy' }).click();
    await block.getByText('Copied').waitFor();
    expect(await axeFindings(chat)).toEqual([]);
    await screenshot(window, 'chat-copied');
    expect(await window.page.evaluate(() => navigator.clipboard.readText())).toBe(code);

    await block.getByRole('button', { name: 'Insert at cursor' }).click();
    await window.page.locator('.monaco-editor.focused').waitFor();
    expect(await documentText(window, 'sum.ts')).toBe(`// the function:\n${code}`);
  });

  test('in a side bar of 220 px nothing is cut off', async () => {
    const chat = chatFrame(window);
    await resizeChat(window, 220);
    await screenshot(window, 'chat-narrow');
    expect(await chat.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth)).toBe(0);
    expect(await axeFindings(chat)).toEqual([]);
  });
});

test('Stop ends an answer that would go on, and the chat takes the next question', async () => {
  const window = await openWindow({ machineSettings: { 'hearth.model.chat': modelPath('repeat') } });
  const chat = await openChat(window, 'Hearth: Open Chat');
  const answer = await ask(chat, 'Say it');
  await answer.locator('.prose').filter({ hasText: 'foofoo' }).waitFor();
  await chat.getByRole('button', { name: 'Stop' }).click();
  await meta(answer).waitFor();
  await screenshot(window, 'chat-stopped');
  expect(await meta(answer).innerText()).toMatch(/^Stopped\. repeat, [\d.,]+ s$/);
  expect(await chat.locator('textarea:focus').count()).toBe(1);
  const again = await ask(chat, 'Again');
  await again.locator('.prose').filter({ hasText: 'foofoo' }).waitFor();
  await press(window, 'Escape');
  await meta(again)
    .filter({ hasText: /^Stopped\./ })
    .waitFor();
});
