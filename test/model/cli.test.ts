import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scripted } from './lib.ts';

const root = join(import.meta.dirname, '..', '..');
const sample = join(root, 'samples', 'basket', 'src', 'wishlist.ts');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function hearth(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(root, 'dist', 'cli.mjs'), ...args], { encoding: 'utf8' });
}

test('complete prints the suggestion, and with --json what it cost', () => {
  expect(hearth('complete', `${sample}:8:17`)).toMatchObject({ status: 0, stdout: 'ush(item);\n', stderr: '' });
  const { status, stdout } = hearth('complete', '--json', `${sample}:8:17`);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ text: 'ush(item);', model: 'Starter', tokensReused: 0, endedBy: 'line' });
  const { tokensEvaluated, milliseconds } = JSON.parse(stdout) as { tokensEvaluated: number; milliseconds: number };
  expect(tokensEvaluated).toBeGreaterThan(50);
  expect(milliseconds).toBeGreaterThan(0);
});

test('another model completes with --model, and a file with CRLF like any other', () => {
  const { stdout } = hearth('complete', '--model', scripted('code').path, `${sample}:8:17`);
  expect(stdout).toMatch(/^return a \+ b;/);
  const crlf = join(folder, 'crlf.ts');
  writeFileSync(crlf, 'class S {\r\n  items = [];\r\n\r\n  push(item) {\r\n    this.items.p\r\n  }\r\n}\r\n');
  expect(hearth('complete', `${crlf}:5:17`).stdout).toBe('ush(item);\n');
});

test.each([
  [2, /columns 1 to \d+; 99 is not one of them/, `${sample}:8:99`],
  [2, /has \d+ lines; line 400 is not one of them/, `${sample}:400:1`],
  [2, /was not found/, 'no/such/file.ts:1:1'],
  [2, /FILE:LINE:COLUMN is expected/, 'somewhere'],
])('a place that is none ends with status %d and says %s', (status, words, place) => {
  const result = hearth('complete', place);
  expect(result.status).toBe(status);
  expect(result.stderr).toMatch(words);
  expect(result.stdout).toBe('');
});

test('a model that cannot complete is refused with a next step', () => {
  const result = hearth('complete', '--model', scripted('nofim').path, `${sample}:8:17`);
  expect(result.status).toBe(1);
  expect(result.stderr).toContain('nofim cannot complete code in the middle of a file (no FIM tokens).');
  expect(result.stderr).toContain('next: Choose a Completion Model');
});

test('models lists what each file can do, and fails where a folder is missing', () => {
  const listed = hearth('models', '--json', join(root, 'test', 'fixtures', 'models'));
  expect(listed.status).toBe(0);
  const rows = JSON.parse(listed.stdout) as { name: string; roles: string[]; isStarter: boolean }[];
  expect(rows.find(({ isStarter }) => isStarter)?.roles).toEqual(['completion']);
  expect(rows.find(({ name }) => name === 'nofim')?.roles).toEqual(['chat']);
  expect(hearth('models', join(folder, 'none')).status).toBe(1);
});

test('doctor finds nothing wrong here, and the problem of a damaged model', () => {
  const well = hearth('doctor', '--json');
  expect(well.status).toBe(0);
  const { checks } = JSON.parse(well.stdout) as { checks: { name: string; status: string }[] };
  expect(checks.map(({ status }) => status)).toEqual(checks.map(() => 'ok'));
  expect(checks.map(({ name }) => name)).toContain('speed');
  const damaged = join(folder, 'damaged.gguf');
  writeFileSync(damaged, 'not a model');
  const ill = hearth('doctor', '--model', damaged);
  expect(ill.status).toBe(1);
  expect(ill.stdout).toMatch(/problem +model +damaged\.gguf is not a model file/);
  expect(ill.stdout).toContain('next: Choose Another File');
});

test('what is not known is said with status 2', () => {
  expect(hearth('fly')).toMatchObject({ status: 2, stderr: expect.stringContaining('no command "fly"') as string });
  expect(hearth('complete', '--fast').status).toBe(2);
  expect(hearth('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(hearth('--help').stdout).toContain('hearth complete FILE:LINE:COLUMN');
});
