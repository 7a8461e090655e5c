import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../base/errors.ts';

/** O_NONBLOCK: a pipe put in the file's place between the look and the opening must not block the process; Windows has no such flag. */
const readFlags = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its links form a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reported an error',
  EBUSY: 'another program is using it',
  ERR_INVALID_ARG_VALUE: 'its name is not a file name',
};

/** A failure's `values` for a file: `{file}` for people, the whole path for the log. */
export function fileValues(path: string): { file: string; path: string } {
  return { file: basename(path) || path, path };
}

export function fileFailure(error: unknown, path: string): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const name = typeof code === 'string' ? code : 'unknown error';
  if (name === 'ENOENT' || name === 'ENOTDIR') return new Failure('modelMissing', fileValues(path), { cause: error });
  return new Failure('modelUnreadable', { ...fileValues(path), reason: reasons[name] ?? name }, { cause: error });
}

/** Follows symbolic links; throws a `Failure` for everything that is not a regular file, without opening it. */
export async function statRegularFile(path: string): Promise<Stats> {
  let stats: Stats;
  try {
    stats = await stat(path);
  } catch (error) {
    throw fileFailure(error, path);
  }
  assertRegular(stats, path);
  return stats;
}

/** Opens for reading what `statRegularFile` accepts. The caller closes it. */
export async function openRegularFile(path: string): Promise<{ handle: FileHandle; stats: Stats }> {
  await statRegularFile(path);
  let handle: FileHandle;
  try {
    handle = await open(path, readFlags);
  } catch (error) {
    throw fileFailure(error, path);
  }
  try {
    const stats = await handle.stat();
    assertRegular(stats, path);
    return { handle, stats };
  } catch (error) {
    await handle.close();
    throw error instanceof Failure ? error : fileFailure(error, path);
  }
}

function assertRegular(stats: Stats, path: string): void {
  if (stats.isFile()) return;
  const reason = stats.isDirectory() ? 'it is a folder' : 'it is not a regular file';
  throw new Failure('modelUnreadable', { ...fileValues(path), reason });
}
