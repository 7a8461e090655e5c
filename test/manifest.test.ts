import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands, settings } from '../src/extension/manifest.ts';

type Contributed = {
  contributes: {
    commands: { command: string; title: string; category: string; icon?: string }[];
    menus: { commandPalette: { command: string; when: string }[] };
    configuration: { properties: Record<string, { scope: string; default: unknown; markdownDescription?: string }> };
  };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
};
const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as Contributed;

test('package.json contributes the commands of the table, with their titles, icons and conditions', () => {
  const { commands: contributed, menus } = manifest.contributes;
  const whens = new Map(menus.commandPalette.map(({ command, when }) => [command, when]));
  const rows = contributed.map(({ command, title, category, icon }) => {
    expect(category).toBe('Hearth');
    const when = whens.get(command);
    return [command, { title, ...(when ? { when } : {}), ...(icon ? { icon } : {}) }];
  });
  expect(Object.fromEntries(rows)).toEqual(commands);
});

test('package.json contributes the settings of the table, with their scopes and defaults', () => {
  const { properties } = manifest.contributes.configuration;
  const rows = Object.entries(properties).map(([id, { scope, default: value }]) => [id, { scope, default: value }]);
  expect(Object.fromEntries(rows)).toEqual(settings);
  for (const property of Object.values(properties)) expect(property.markdownDescription).toMatch(/\.$/);
});

test('a workspace that is not trusted cannot set what is for the machine', () => {
  const guarded = Object.entries(settings).filter(
    ([, { scope }]) => scope === 'machine' || (scope as string) === 'application',
  );
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual(
    guarded.map(([id]) => id).toSorted(),
  );
});
