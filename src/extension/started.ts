import { performance } from 'node:perf_hooks';
import process from 'node:process';

/** Imported first by activate.ts, so that this is the moment at which the bundle began to run. */
const began = performance.now();
const processorBefore = process.threadCpuUsage?.();

/** What loading and activating have cost so far, for the log: by the clock, and of this thread's processor time. */
export function costOfStart(): string {
  const clock = `${(performance.now() - began).toFixed(1)} ms`;
  // Older hosts cannot tell the processor time of a thread.
  if (!processorBefore) return clock;
  const { user, system } = process.threadCpuUsage(processorBefore);
  return `${clock}, ${((user + system) / 1000).toFixed(1)} ms of processor time`;
}
