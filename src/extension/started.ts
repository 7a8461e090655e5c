import { performance } from 'node:perf_hooks';
import process from 'node:process';

/** Milliseconds by the clock, and of this thread's processor time, which older hosts cannot tell. */
export type Cost = { clock: number; processor: number | null };

export function stopwatch(): () => Cost {
  const began = performance.now();
  const before = process.threadCpuUsage?.();
  return () => {
    const clock = performance.now() - began;
    if (!before) return { clock, processor: null };
    const { user, system } = process.threadCpuUsage(before);
    return { clock, processor: (user + system) / 1000 };
  };
}

/** Since the bundle began to run: activate.ts imports this module first. */
export const costSinceLoad = stopwatch();

/** For the log; between loading and activating VS Code does other things, which count for neither. */
export function describeStart(loading: Cost, activating: Cost): string {
  const total = (part: keyof Cost): string => ((loading[part] ?? 0) + (activating[part] ?? 0)).toFixed(1);
  const processor = loading.processor === null ? '' : `, ${total('processor')} ms of processor time`;
  return `loaded and activated in ${total('clock')} ms (${loading.clock.toFixed(1)} + ${activating.clock.toFixed(1)})${processor}`;
}
