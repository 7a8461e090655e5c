import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** The tests that run inside the extension host, in this order. */
export const tests: Readonly<Record<string, () => Promise<void>>> = {
  'the extension starts': async () => {
    const extension = hearth();
    await extension.activate();
    assert.equal(extension.isActive, true);
  },

  'every command of the manifest is registered': async () => {
    const contributed = contributedCommands().toSorted();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(contributed.length > 0);
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  },

  'the editor has the commands that suggestions are used by': async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const used = ['trigger', 'commit', 'acceptNextWord', 'hide'].map((name) => `editor.action.inlineSuggest.${name}`);
    assert.deepEqual(
      used.filter((command) => !registered.has(command)),
      [],
    );
  },

  'starting loads no native library of the runtime': async () => {
    assert.deepEqual(loadedRuntimeLibraries(), []);
    return Promise.resolve();
  },

  'proposed API is refused, so that nothing rests on it': async () => {
    const provider = { provideInlineCompletionItems: () => [], handleDidShowCompletionItem: () => undefined };
    assert.throws(
      () => vscode.languages.registerInlineCompletionItemProvider({ language: 'hearth-test' }, provider),
      /CANNOT use API proposal/,
    );
    return Promise.resolve();
  },

  'a suggestion of the starter model can be asked for and taken by commands': async () => {
    const before = 'class Stack {\n  items = [];\n\n  push(item) {\n    this.items.p';
    const after = '\n  }\n}\n';
    const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: before + after });
    const editor = await vscode.window.showTextDocument(document);
    const end = document.positionAt(before.length);
    editor.selection = new vscode.Selection(end, end);
    await untilTaken(document);
    assert.equal(document.getText(), `${before}ush(item);${after}`);
  },

  'a suggestion loads no native library into the extension host either': async () => {
    assert.deepEqual(loadedRuntimeLibraries(), []);
    return Promise.resolve();
  },
};

/** Asks and takes until the document has changed: neither command tells whether it found a suggestion. */
async function untilTaken(document: vscode.TextDocument): Promise<void> {
  const { version } = document;
  const until = Date.now() + 60_000;
  while (document.version === version) {
    assert.ok(Date.now() < until, 'No suggestion came.');
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    for (let attempt = 0; attempt < 20 && document.version === version; attempt++) {
      await sleep(100);
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    }
  }
}

/** Libraries of the runtime that this process has mapped. Only Linux lists them; there are none to see elsewhere. */
function loadedRuntimeLibraries(): readonly string[] {
  if (process.platform !== 'linux') return [];
  const mapped = readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .flatMap((line) => /\s(\/.*)$/.exec(line)?.[1] ?? []);
  assert.ok(mapped.length > 0);
  return [...new Set(mapped)].filter((path) => /libggml|libllama|llama-addon|node-llama-cpp/.test(path));
}

function hearth(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('hearth.hearth');
  assert.ok(extension, 'hearth.hearth is not installed');
  return extension;
}

function contributedCommands(): readonly string[] {
  const manifest: { contributes?: { commands?: readonly { command: string }[] } } = hearth().packageJSON;
  return (manifest.contributes?.commands ?? []).map(({ command }) => command);
}
