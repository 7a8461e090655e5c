/** What one call costs the extension host's own thread, in a document of 50,000 lines. */
import { threadCpuUsage } from 'node:process';
import { silentLog } from '../../src/base/log.ts';
import { CompletionEngine, type EngineParts } from '../../src/completion/engine.ts';
import { windowAround } from '../../src/completion/textWindow.ts';
import { percentile } from './peers.ts';
import { benchOptions } from './session.ts';

const documentLines = 50_000;
const keys = 300;
const typed = 'const value = this.items.filter((item) => item.isOpen).map((item) => item.name);\n';

/** Milliseconds of the thread's processor time from a key to its answer, at the 99th of 100. The model's process is another. */
export async function blockedByOneCall(
  parts: Pick<EngineParts, 'runtime' | 'model' | 'syntax' | 'now' | 'sleep'>,
): Promise<number> {
  const engine = new CompletionEngine({ ...parts, log: silentLog });
  const lines = Array.from({ length: documentLines }, (_, index) =>
    index % 12 === 0 ? '' : `  call${index}(value, ${index % 7});`,
  );
  const line = documentLines / 2;
  const spent: number[] = [];
  for (let key = 0; key < keys + 20; key++) {
    lines[line] = `  ${typed
      .repeat(4)
      .replaceAll('\n', ' ')
      .slice(0, (key % 80) + 1)}`;
    const column = lines[line].length;
    const began = threadCpuUsage();
    const { startLine, startColumn, ...window } = windowAround(
      { count: lines.length, text: (at) => lines[at] ?? '' },
      line,
      column,
    );
    const uri = 'file:///large.ts';
    const place = {
      uri,
      languageId: 'typescript',
      ...window,
      beforeStart: startLine * 30 + startColumn,
      trigger: 'automatic' as const,
    };
    await engine.suggest(place, benchOptions, new AbortController().signal);
    const { user, system } = threadCpuUsage(began);
    // The first keys pay for compiling.
    if (key >= 20) spent.push((user + system) / 1000);
  }
  return percentile(spent, 0.99);
}
