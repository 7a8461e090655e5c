import { Failure } from '../../base/errors.ts';

/** Crashes in a row after which a process is not started again by itself. */
export const crashLimit = 3;
const firstDelayMs = 500;

/** How long to wait before a process that crashed `crashes` times in a row is started again: 0, 0.5 s, 2 s. */
export function restartDelayMs(crashes: number): number {
  if (crashes >= crashLimit) throw new Failure('runtimeCrashLoop', { count: crashes });
  return crashes <= 1 ? 0 : firstDelayMs * 4 ** (crashes - 2);
}
