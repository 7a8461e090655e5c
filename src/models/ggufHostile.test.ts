import { execFileSync } from 'node:child_process';
import { open, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, assert, asyncProperty, integer, oneof, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../base/errors.ts';
import { readGgufHeader } from './ggufHeader.ts';
import { fileFailure } from './regularFile.ts';
import { arrayOf, tinyModel, writeGguf } from './testing/ggufWriter.ts';
import { hostileFiles, tiny } from './testing/hostileFiles.ts';
import { tempFolder } from './testing/tempFolder.ts';

const { signal } = new AbortController();
const starterPath = join(import.meta.dirname, '../../models/hearth-starter-q8_0.gguf');

async function failureOf(path: string): Promise<Failure | null> {
  try {
    await readGgufHeader(path, signal);
    return null;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

async function failureOfBytes(bytes: Buffer): Promise<Failure | null> {
  const path = join(await tempFolder(), 'model.gguf');
  await writeFile(path, bytes);
  return failureOf(path);
}

describe('files that are not what they say', () => {
  it('begins with a model that is accepted', async () => {
    expect(await failureOfBytes(tiny)).toBeNull();
  });

  it.each(hostileFiles)('%s', async (_, bytes, code, reason) => {
    const failure = await failureOfBytes(bytes);
    expect(failure?.code).toBe(code);
    expect(String(failure?.values.reason ?? '')).toMatch(reason);
    expect(failure?.message).toContain(code === 'modelUnsupported' ? 'clip' : 'model.gguf');
  });

  it('4 GB of zeros', async () => {
    const path = join(await tempFolder(), 'zeros.gguf');
    await writeFile(path, '');
    await truncate(path, 4 * 1024 ** 3);
    expect((await failureOf(path))?.code).toBe('modelInvalid');
    await writeFile(path, tiny.subarray(0, 24));
    await truncate(path, 4 * 1024 ** 3);
    expect((await failureOf(path))?.values.reason).toBe('a metadata key claims 0 bytes');
  });

  it('a header that goes on for gigabytes', async () => {
    const path = join(await tempFolder(), 'long.gguf');
    const start = writeGguf({
      ...tinyModel(),
      metadata: [['x', arrayOf(8, 2_000_000, Buffer.alloc(0))]],
      tensors: [],
      keyCount: 1000,
    });
    await writeFile(path, start.subarray(0, 24 + 8 + 1 + 4 + 4 + 8));
    await truncate(path, 4 * 1024 ** 3);
    // Two million empty texts, then a key of no bytes.
    expect((await failureOf(path))?.values.reason).toBe('a metadata key claims 0 bytes');
  });
});

describe('paths that are not files', () => {
  it('a folder, a link to nothing, a link to itself, nothing', async () => {
    const folder = await tempFolder();
    expect(await failureOf(folder)).toMatchObject({ code: 'modelUnreadable', values: { reason: 'it is a folder' } });
    await symlink(join(folder, 'gone'), join(folder, 'dangling.gguf'));
    expect(await failureOf(join(folder, 'dangling.gguf'))).toMatchObject({
      code: 'modelMissing',
      message: 'dangling.gguf was not found.',
    });
    await symlink('circle.gguf', join(folder, 'circle.gguf'));
    expect((await failureOf(join(folder, 'circle.gguf')))?.values.reason).toBe('its links form a circle');
    expect((await failureOf(join(folder, 'none.gguf')))?.code).toBe('modelMissing');
    expect((await failureOf(join(folder, 'none.gguf/x')))?.code).toBe('modelMissing');
    expect((await failureOf(`${folder}/a\0b`))?.code).toBe('modelUnreadable');
  });

  it.skipIf(process.platform === 'win32')('a pipe and a device, without opening them', async () => {
    const path = join(await tempFolder(), 'pipe.gguf');
    execFileSync('mkfifo', [path]);
    for (const each of [path, '/dev/null']) {
      expect((await failureOf(each))?.values.reason).toBe('it is not a regular file');
    }
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file of another user', async () => {
    const path = join(await tempFolder(), 'closed.gguf');
    await writeFile(path, tiny, { mode: 0o000 });
    expect(await failureOf(path)).toMatchObject({ code: 'modelUnreadable', values: { reason: 'permission denied' } });
  });
});

it.each([
  ['EACCES', 'permission denied'],
  ['EIO', 'the disk reported an error'],
  ['EWHAT', 'EWHAT'],
])('says why a file could not be read: %s', (code, reason) => {
  const failure = fileFailure(Object.assign(new Error('no'), { code }), '/models/a.gguf');
  expect(failure.message).toBe(`a.gguf could not be read (${reason}).`);
});

describe('any damage', () => {
  it('a cut anywhere is told as a cut', async () => {
    const path = join(await tempFolder(), 'model.gguf');
    await assert(
      asyncProperty(integer({ min: 4, max: tiny.length - 30 }), async (length) => {
        await writeFile(path, tiny.subarray(0, length));
        expect((await failureOf(path))?.code).toBe('modelDamaged');
      }),
      { numRuns: 100 },
    );
  });

  it('a cut of the starter is told as a cut', async () => {
    const starter = await readFile(starterPath);
    const path = join(await tempFolder(), 'model.gguf');
    await writeFile(path, starter);
    for (const cut of [
      33,
      4096,
      starter.length / 2,
      starter.length - 300_000,
      starter.length - 200_000,
      starter.length - 100,
    ]) {
      await truncate(path, Math.floor(starter.length - cut));
      expect((await failureOf(path))?.code).toBe('modelDamaged');
    }
  });

  it('flipped bytes give a model or a failure, never anything else', async () => {
    const starter = await readFile(starterPath);
    const path = join(await tempFolder(), 'model.gguf');
    const header = starter.subarray(0, 256 * 1024);
    await writeFile(path, header);
    await truncate(path, starter.length);
    await using file = await open(path, 'r+');
    // Most bytes are texts of the vocabulary, where nothing can go wrong: half the flips go to the first kilobyte.
    const place = oneof(integer({ min: 4, max: 1024 }), integer({ min: 0, max: header.length - 1 }));
    const flips = array(tuple(place, integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 8 });
    await assert(
      asyncProperty(flips, async (changes) => {
        for (const [at, mask] of changes) await file.write(Buffer.from([(header[at] ?? 0) ^ mask]), 0, 1, at);
        const failure = await failureOf(path);
        expect(failure?.code).not.toBe('internal');
        for (const [at] of changes) await file.write(header, at, 1, at);
      }),
      { numRuns: 100 },
    );
  });
});
