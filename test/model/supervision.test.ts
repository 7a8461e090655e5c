import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../src/base/log.ts';
import type { EmbeddedRuntime } from '../../src/runtimes/embedded/embeddedRuntime.ts';
import { completionRequest, embedded, generate, isRunning, never, scripted, workerPath } from './lib.ts';

let runtime: EmbeddedRuntime | undefined;
afterEach(() => runtime?.dispose());

const repeat = scripted('repeat');
const endless = completionRequest('x', { maxTokens: 4000, heal: false });
const short = completionRequest('x', { maxTokens: 3, heal: false });

function kill(made: EmbeddedRuntime, signal: NodeJS.Signals = 'SIGKILL'): void {
  process.kill(made.pid(repeat) ?? 0, signal);
}

test('kill -9 while text streams: the call is rejected with its code, and the next one runs on a new process', async () => {
  const made = (runtime = embedded());
  let isKilled = false;
  const killed = generate(made, repeat, endless, () => {
    if (!isKilled) kill(made);
    isKilled = true;
  });
  await expect(killed).rejects.toMatchObject({ code: 'runtimeCrashed' });
  expect((await generate(made, repeat, short)).summary.generatedTokens).toBe(3);
});

test('kill -9 before any text: the call is made once more, and nobody notices', async () => {
  const made = (runtime = embedded());
  await made.load(repeat, never);
  const before = made.pid(repeat);
  const request = generate(made, repeat, short);
  kill(made);
  expect((await request).summary.generatedTokens).toBe(3);
  expect(made.pid(repeat)).not.toBe(before);
});

test('a process that hangs is killed and the call made again', async () => {
  const made = (runtime = embedded({ pingEveryMs: 50, hungAfterMs: 2500 }));
  await made.load(repeat, never);
  const before = made.pid(repeat) ?? 0;
  kill(made, 'SIGSTOP');
  expect((await generate(made, repeat, short)).summary.generatedTokens).toBe(3);
  expect(isRunning(before)).toBe(false);
});

test('a process that keeps dying is not started for ever; restart forgets the past', async () => {
  const made = (runtime = embedded());
  for (let i = 0; i < 3; i++) {
    await made.load(repeat, never);
    const pid = made.pid(repeat) ?? 0;
    kill(made);
    await expect.poll(() => made.pid(repeat)).not.toBe(pid);
  }
  expect(made.state(repeat)).toMatchObject({ kind: 'failed', failure: { code: 'runtimeCrashLoop' } });
  await expect(made.load(repeat, never)).rejects.toMatchObject({ code: 'runtimeCrashLoop', values: { count: 3 } });
  made.restart();
  expect((await generate(made, repeat, short)).summary.generatedTokens).toBe(3);
});

test('disposing ends the process and rejects what is pending', async () => {
  const made = (runtime = embedded());
  const pending = generate(made, repeat, endless, () => made.dispose());
  await expect(pending).rejects.toMatchObject({ code: 'runtimeGone' });
});

test('a worker that cannot start is a failure, not a wait', async () => {
  const made = (runtime = embedded({ workerPath: join(import.meta.dirname, 'no-such-worker.mjs') }));
  await expect(made.load(repeat, never)).rejects.toMatchObject({ code: expect.stringMatching(/^runtime/) as string });
});

test('the process dies with its parent', async () => {
  const program = `
    const { fork } = require('node:child_process');
    const child = fork(${JSON.stringify(workerPath)}, [], { serialization: 'advanced', silent: true });
    child.once('message', () => process.send(child.pid));`;
  const parent = fork('-', [], { execArgv: ['-e', program, '--'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const pid = await new Promise<number>((resolve) => parent.once('message', (message) => resolve(Number(message))));
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isRunning(pid)).toBe(false);
});

describe('the environment of the process', () => {
  test('variables that change what the library does stay outside', async () => {
    const { childEnvironment } = await import('../../src/runtimes/embedded/workerProcess.ts');
    const environment = { PATH: '/bin', NODE_LLAMA_CPP_GPU: 'cuda', NODE_OPTIONS: '--inspect', HOME: '/home/u' };
    expect(childEnvironment(environment)).toEqual({ PATH: '/bin', HOME: '/home/u', ELECTRON_RUN_AS_NODE: '1' });
  });
});

test('other settings for processor and graphics card end the present process; the next one has them', async () => {
  const made = (runtime = embedded({ threads: 1 }));
  expect(await made.load(repeat, never)).toMatchObject({ threads: 1 });
  const before = made.pid(repeat) ?? 0;
  made.configure({ threads: 1, gpu: 'off' });
  expect(made.pid(repeat)).toBe(before);
  made.configure({ threads: 2, gpu: 'off' });
  expect(await made.load(repeat, never)).toMatchObject({ threads: 2 });
  await expect.poll(() => isRunning(before)).toBe(false);
});

test('with no number of threads one core is left free', async () => {
  const made = (runtime = embedded({ threads: 0 }));
  const { threads } = await made.load(repeat, never);
  expect(threads).toBeLessThanOrEqual(Math.max(1, availableParallelism() - 1));
});

test('its output goes to the log', async () => {
  const lines: string[] = [];
  const log = { ...silentLog, info: (line: string) => lines.push(line) };
  runtime = embedded({ log });
  await runtime.load(repeat, never);
  expect(lines.join('\n')).toMatch(/model process \d+ started/);
});
