import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isAbort } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import { ModelRoles } from '../../src/extension/modelRoles.ts';
import type { Settings } from '../../src/extension/settings.ts';
import type { EmbeddedRuntime } from '../../src/runtimes/embedded/embeddedRuntime.ts';
import { completionRequest, embedded, generate, isRunning, never, scripted, starter } from './lib.ts';

let runtime: EmbeddedRuntime | undefined;
afterEach(() => runtime?.dispose());

function rolesWith(
  made: EmbeddedRuntime,
  set: Record<string, string> = {},
  memory = new Map<string, unknown>(),
): ModelRoles {
  const settings = { get: (id: string) => set[id] ?? '' } as unknown as Settings;
  const store = {
    get: (key: string) => memory.get(key),
    update: async (key: string, value: unknown) => void memory.set(key, value),
  };
  return new ModelRoles({ starterPath: starter.path, runtime: made, settings, memory: store, log: silentLog });
}

test('without a choice both roles have the starter model, and nothing is loaded', async () => {
  const made = (runtime = embedded());
  const roles = rolesWith(made);
  await roles.resolve(never);
  expect([roles.model('completion')?.name, roles.model('chat')?.name]).toEqual(['Starter', 'Starter']);
  expect(made.pid(starter)).toBeUndefined();
});

test('a choice is loaded, remembered before the setting, and frees what nobody uses', async () => {
  const made = (runtime = embedded());
  const memory = new Map<string, unknown>();
  const roles = rolesWith(made, {}, memory);
  await roles.resolve(never);
  await generate(made, starter, completionRequest('x'));
  const before = made.pid(starter) ?? 0;
  await roles.choose('completion', scripted('code').path, false, never);
  expect(isRunning(before)).toBe(true); // chat still has it
  await roles.choose('chat', scripted('chat').path, false, never);
  await expect.poll(() => isRunning(before)).toBe(false);
  const again = rolesWith(made, { 'hearth.model.completion': scripted('repeat').path }, memory);
  await again.resolve(never);
  expect(again.model('completion')?.path).toBe(scripted('code').path);
});

test('two switches at once both arrive', async () => {
  const made = (runtime = embedded());
  const roles = rolesWith(made);
  await roles.resolve(never);
  await Promise.all([
    roles.choose('completion', scripted('code').path, false, never),
    roles.choose('chat', scripted('chat').path, false, never),
  ]);
  expect([roles.model('completion')?.path, roles.model('chat')?.path]).toEqual([
    scripted('code').path,
    scripted('chat').path,
  ]);
  expect([made.state(scripted('code')).kind, made.state(scripted('chat')).kind]).toEqual(['ready', 'ready']);
});

test('a switch that is cancelled leaves the model before, and no process', async () => {
  const made = (runtime = embedded());
  const roles = rolesWith(made);
  await roles.resolve(never);
  const controller = new AbortController();
  const listener = made.onStateChange(() => controller.abort());
  const cancelled = await roles.choose('completion', scripted('code').path, false, controller.signal).catch(isAbort);
  listener.dispose();
  expect(cancelled).toBe(true);
  expect(roles.model('completion')?.name).toBe('Starter');
  expect(made.state(scripted('code')).kind).toBe('idle');
});

test.each([
  ['modelNoFim', 'a model without FIM tokens', scripted('nofim').path],
  ['modelMissing', 'a file that is not there', join(import.meta.dirname, 'none.gguf')],
  ['modelInvalid', 'a file that is no model', join(import.meta.dirname, 'lib.ts')],
] as const)('%s: %s is refused for suggestions, and the model before stays', async (code, _what, path) => {
  const made = (runtime = embedded());
  const roles = rolesWith(made);
  await roles.resolve(never);
  await expect(roles.choose('completion', path, false, never)).rejects.toMatchObject({ code });
  expect(roles.model('completion')?.name).toBe('Starter');
});

test('a setting that names a file which is gone leaves the role without a model, and says why', async () => {
  const made = (runtime = embedded());
  const roles = rolesWith(made, { 'hearth.model.chat': '/gone/model.gguf' });
  await roles.resolve(never);
  expect(roles.state('chat')).toMatchObject({ kind: 'none', failure: { code: 'modelMissing' } });
  expect(roles.model('completion')?.name).toBe('Starter');
});
