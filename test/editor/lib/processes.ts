import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerAddress } from './server.ts';

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/** What the server has started, and what that has started, whose command line matches. */
export function descendants(server: ServerAddress, pattern: RegExp): readonly RunningProcess[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    });
  const family = new Set([server.pid]);
  let size = 0;
  while (size !== family.size) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid, command }) => family.has(pid) && pattern.test(command));
}

/** The inference processes. */
export function workers(server: ServerAddress): readonly RunningProcess[] {
  return descendants(server, /dist[\\/]worker\b/);
}

/** An earlier window's process may live as long as the server waits for that window to come back. */
export async function untilNoWorkers(server: ServerAddress): Promise<void> {
  const until = Date.now() + 30_000;
  while (workers(server).length > 0) {
    if (Date.now() > until) throw new Error(`Still there: ${JSON.stringify(workers(server))}`);
    await sleep(100);
  }
}
