import { mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAbort } from '../base/errors.ts';
import { checkMemory, inspectModelFile, listModelFiles, type ModelFile } from './modelFile.ts';
import { parameterLabel } from './modelNames.ts';
import { text, tinyModel, u16, writeGguf, type GgufValue } from './testing/ggufWriter.ts';
import { tempFolder } from './testing/tempFolder.ts';

const { signal } = new AbortController();
const root = join(import.meta.dirname, '../..');
const model = (changes: Record<string, GgufValue | null> = {}): Buffer => writeGguf(tinyModel(changes));
const named = (name: string): Buffer => model({ 'general.name': text(name) });

async function listed(folders: string[]): Promise<string[]> {
  const rows: string[] = [];
  for await (const found of listModelFiles(folders, signal)) {
    rows.push('failure' in found ? `${found.failure.code}: ${found.path}` : found.name);
  }
  return rows;
}

async function nameOf(fileName: string, changes: Record<string, GgufValue | null>): Promise<string> {
  const path = join(await tempFolder(), fileName);
  await writeFile(path, model(changes));
  return (await inspectModelFile(path, signal)).name;
}

describe('inspectModelFile', () => {
  it('knows the starter', async () => {
    expect(await inspectModelFile(join(root, 'models/hearth-starter-q8_0.gguf'), signal)).toMatchObject({
      fileName: 'hearth-starter-q8_0.gguf',
      name: 'Starter',
      sizeBytes: 6_891_680,
      parameterLabel: '6 M',
      quantization: 'Q8_0',
      contextLength: 1024,
      fim: { id: 'qwen', order: 'psm' },
      canChat: false,
      isEmbedding: false,
      licence: 'mit',
    });
  });

  it.each([
    ['code', 'qwen'],
    ['repeat', 'qwen'],
    ['nofim', undefined],
  ])('knows the test model %s', async (name, family) => {
    const found = await inspectModelFile(join(root, `test/fixtures/models/${name}.gguf`), signal);
    expect(found).toMatchObject({ name, canChat: true, parameterLabel: '268 K' });
    expect(found.fim?.id).toBe(family);
  });

  it('looks again when the file changed, and only then', async () => {
    const path = join(await tempFolder(), 'a.gguf');
    await writeFile(path, named('One'));
    const first = await inspectModelFile(path, signal);
    expect(await inspectModelFile(path, signal)).toBe(first);
    await writeFile(path, named('Two'));
    await utimes(path, 1e9, 1e9);
    expect((await inspectModelFile(path, signal)).name).toBe('Two');
    await rm(path);
    await expect(inspectModelFile(path, signal)).rejects.toMatchObject({ code: 'modelMissing' });
  });

  it('names a model for people', async () => {
    expect(await nameOf('a.gguf', { 'general.name': text('  Qwen2.5\tCoder\n7B  ') })).toBe('Qwen2.5 Coder 7B');
    expect(await nameOf('a.gguf', { 'general.name': text('Safe\u202Ename\u200B\u0007') })).toBe('Safe name');
    expect(await nameOf('a.gguf', { 'general.name': text('x'.repeat(3000)) })).toBe('x'.repeat(80));
    expect(await nameOf('my-model.Q4_K_M.GGUF', { 'general.name': null })).toBe('my-model.Q4_K_M');
    expect(await nameOf('my-model.gguf', { 'general.name': text(' \u200B ') })).toBe('my-model');
  });

  it('adds up the parts of a split model', async () => {
    const folder = await tempFolder();
    const [first, second] = [1, 2].map((part) => join(folder, `big-0000${part}-of-00002.gguf`));
    if (first === undefined || second === undefined) throw new Error('no parts');
    const part = model({ 'split.count': u16(2), 'general.name': null, 'general.size_label': text('32B') });
    await writeFile(first, part);
    await expect(inspectModelFile(first, signal)).rejects.toMatchObject({
      code: 'modelMissing',
      message: 'big-00002-of-00002.gguf was not found.',
    });
    await writeFile(second, Buffer.alloc(1000));
    expect(await inspectModelFile(first, signal)).toMatchObject({
      name: 'big',
      sizeBytes: part.length + 1000,
      parameterLabel: '32.0 B',
    });
    const alone = join(folder, 'renamed.gguf');
    await rename(first, alone);
    await expect(inspectModelFile(alone, signal)).rejects.toMatchObject({ code: 'modelInvalid' });
  });

  it('rejects with an abort when aborted', async () => {
    const error = await inspectModelFile(join(root, 'package.json'), AbortSignal.abort('why')).catch(
      (each: unknown) => each,
    );
    expect(isAbort(error)).toBe(true);
  });
});

describe('parameterLabel', () => {
  it.each([
    [6_229_248, '6 M'],
    [494_032_768, '494 M'],
    [999_600_000, '1.0 B'],
    [7_615_616_512, '7.6 B'],
    [32_763_876_352, '32.8 B'],
    [99_970_000_000, '100 B'],
    [480_154_875_392, '480 B'],
    [268_000, '268 K'],
    [12, '1 K'],
  ])('%i is %s', (parameters, label) => {
    expect(parameterLabel(parameters)).toBe(label);
  });
});

describe('listModelFiles', () => {
  it('finds models by name, into two levels of folders, without projectors, later parts and hidden files', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'publisher/model/deeper'), { recursive: true });
    await mkdir(join(folder, '.cache'));
    await mkdir(join(folder, 'folder.gguf'));
    const files: Record<string, Buffer> = {
      'b10.gguf': named('B10'),
      'b2.GGUF': named('B2'),
      'mmproj-b2.gguf': named('no: projector'),
      'vision.gguf': model({ 'general.architecture': text('clip') }),
      'c-00002-of-00002.gguf': named('no: later part'),
      'readme.md': Buffer.from('no'),
      '.cache/d.gguf': named('no: hidden'),
      '._b2.gguf': named('no: hidden'),
      'publisher/e.gguf': named('E'),
      'publisher/model/f.gguf': named('F'),
      'publisher/model/deeper/g.gguf': named('no: too deep'),
      'bad.gguf': Buffer.from('not a model'),
      'cut.gguf': named('Cut').subarray(0, 200),
    };
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
    await symlink(join(folder, 'gone'), join(folder, 'z.gguf'));
    expect(await listed([folder, folder])).toEqual([
      'B2',
      'B10',
      `modelInvalid: ${join(folder, 'bad.gguf')}`,
      `modelDamaged: ${join(folder, 'cut.gguf')}`,
      `modelMissing: ${join(folder, 'z.gguf')}`,
      'E',
      'F',
    ]);
  });

  it('tells of folders that cannot be read, and goes on', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'a.gguf'), named('A'));
    const [gone, file] = [join(folder, 'gone'), join(folder, 'a.gguf')];
    expect(await listed([gone, file, folder])).toEqual([`modelMissing: ${gone}`, `modelMissing: ${file}`, 'A']);
  });

  it('gives up among too many files', async () => {
    const rows = await listed([join(root, 'node_modules')]);
    expect(rows).toEqual([expect.stringMatching(/^modelUnreadable: .*node_modules/)]);
  });

  it('stops when aborted', async () => {
    const controller = new AbortController();
    const listing = (async () => {
      for await (const found of listModelFiles([join(root, 'test/fixtures/models')], controller.signal)) {
        controller.abort();
        expect(found.path).toContain('chat.gguf');
      }
    })();
    expect(isAbort(await listing.catch((error: unknown) => error))).toBe(true);
  });
});

describe('checkMemory', () => {
  const qwen7b: ModelFile = {
    path: '/models/q.gguf',
    fileName: 'q.gguf',
    name: 'Qwen2.5 Coder 7B',
    sizeBytes: 4_683_073_536,
    parameterLabel: '7.6 B',
    quantization: 'Q4_K_M',
    contextLength: 32_768,
    kvBytesPerToken: 28 * 4 * (128 + 128) * 2,
    fim: null,
    canChat: true,
    isEmbedding: false,
    licence: null,
  };

  it('counts weights, context and working memory', () => {
    const needed = 4_683_073_536 + 57_344 * 8192 + 100e6;
    expect(() => checkMemory(qwen7b, needed, 8192)).not.toThrow();
    expect(() => checkMemory(qwen7b, needed - 1, 8192)).toThrow('Qwen2.5 Coder 7B needs 5.3 GB and 5.2 GB are free.');
    expect(() => checkMemory(qwen7b, needed, 8193)).toThrow(expect.objectContaining({ code: 'modelTooLarge' }));
  });

  it('counts a real header', async () => {
    const starter = await inspectModelFile(join(root, 'models/hearth-starter-q8_0.gguf'), signal);
    expect(() => checkMemory(starter, 111e6, 1024)).not.toThrow();
    expect(() => checkMemory(starter, 110e6, 1024)).toThrow('Starter needs 0.2 GB and 0.1 GB are free.');
  });
});
