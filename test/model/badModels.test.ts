import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../src/base/log.ts';
import { completionRequest, embedded, generate, never, starter } from './lib.ts';

const runtime = embedded();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-models-'));
  await runtime.load(starter, never);
});
afterAll(async () => {
  runtime.dispose();
  await rm(folder, { recursive: true });
});

/** These reach llama.cpp itself: what the header reader lets through must not take anything else down. */
test.each([
  ['cut in the middle of its weights', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['of random bytes', (bytes: Buffer) => Buffer.alloc(bytes.length, 7)],
  ['empty', () => Buffer.alloc(0)],
])('a file %s is refused by name, and the model that is loaded goes on', async (_what, damage) => {
  const path = join(folder, 'damaged.gguf');
  await writeFile(path, damage(await readFile(starter.path)));
  const damaged = { path, name: 'damaged.gguf' };
  await expect(runtime.load(damaged, never)).rejects.toMatchObject({
    code: 'modelLoadFailed',
    values: { name: 'damaged.gguf' },
  });
  expect(runtime.state(damaged).kind).toBe('failed');
  expect((await generate(runtime, starter, completionRequest('  po'))).summary.generatedTokens).toBeGreaterThan(0);
  runtime.retain([starter]);
});

test('a file that was refused is not tried again at each key, but when the user asks', async () => {
  const started: string[] = [];
  const log = { ...silentLog, info: (line: string) => void (line.endsWith('started') && started.push(line)) };
  const counted = embedded({ log });
  const path = join(folder, 'empty.gguf');
  await writeFile(path, '');
  const empty = { path, name: 'empty.gguf' };
  for (let i = 0; i < 5; i++)
    await expect(counted.load(empty, never)).rejects.toMatchObject({ code: 'modelLoadFailed' });
  expect(started).toHaveLength(1);
  counted.restart(empty);
  await expect(counted.load(empty, never)).rejects.toMatchObject({ code: 'modelLoadFailed' });
  expect(started).toHaveLength(2);
  counted.dispose();
});

test('a file that makes llama.cpp abort stops only its own process, and is not loaded for ever', async () => {
  const path = join(folder, 'aborts.gguf');
  const bytes = await readFile(starter.path);
  // No layers: one of the headers at which llama.cpp ends its process instead of refusing.
  const key = Buffer.from('llama.block_count');
  bytes.writeUInt32LE(0, bytes.indexOf(key) + key.length + 4);
  await writeFile(path, bytes);
  const aborting = { path, name: 'aborts.gguf' };
  for (let i = 0; i < 4; i++) await expect(runtime.load(aborting, never)).rejects.toMatchObject({ name: 'Failure' });
  await expect(runtime.load(aborting, never)).rejects.toMatchObject({ code: 'modelLoadFailed' });
  expect((await generate(runtime, starter, completionRequest('  po'))).summary.generatedTokens).toBeGreaterThan(0);
});

test('an architecture that the library does not know is said', async () => {
  const path = join(folder, 'unknown.gguf');
  const bytes = await readFile(starter.path);
  const value = bytes.indexOf(Buffer.from('general.architecture')) + 'general.architecture'.length + 4 + 8;
  bytes.write('lamma', value);
  await writeFile(path, bytes);
  await expect(runtime.load({ path, name: 'unknown.gguf' }, never)).rejects.toMatchObject({
    code: 'modelUnsupported',
    values: { arch: 'lamma' },
  });
});
