import * as assert from 'node:assert/strict';
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

  'proposed API is refused, so that nothing rests on it': async () => {
    const provider = { provideInlineCompletionItems: () => [], handleDidShowCompletionItem: () => undefined };
    assert.throws(
      () => vscode.languages.registerInlineCompletionItemProvider({ language: 'hearth-test' }, provider),
      /CANNOT use API proposal/,
    );
    return Promise.resolve();
  },
};

function hearth(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('hearth.hearth');
  assert.ok(extension, 'hearth.hearth is not installed');
  return extension;
}

function contributedCommands(): readonly string[] {
  const manifest: { contributes?: { commands?: readonly { command: string }[] } } = hearth().packageJSON;
  return (manifest.contributes?.commands ?? []).map(({ command }) => command);
}
