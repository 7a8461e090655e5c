/**
 * How good suggestions are, and what a key costs, with the starter model on this repository's own code (which it was not
 * trained on). `npm run bench`. Counts and shares only; the same run twice prints the same table.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../../src/base/abort.ts';
import { silentLog } from '../../src/base/log.ts';
import { CompletionEngine } from '../../src/completion/engine.ts';
import type { Snapshot } from '../../src/completion/snapshot.ts';
import { inspectModelFile } from '../../src/models/modelFile.ts';
import { EmbeddedRuntime } from '../../src/runtimes/embedded/embeddedRuntime.ts';

const root = join(import.meta.dirname, '..', '..');
const signal = new AbortController().signal;
const runtime = new EmbeddedRuntime({
  workerPath: join(root, 'dist/worker.mjs'),
  gpu: 'off',
  threads: 1,
  log: silentLog,
});
const model = await inspectModelFile(join(root, 'models/hearth-starter-q8_0.gguf'), signal);
const options = { length: 'block', minimumDelayMs: 0, inComments: true } as const;
const print = (text: string): boolean => process.stdout.write(`${text}\n`);

let seed = 1;
const random = (below: number): number => {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return seed % below;
};
const files = globSync('src/**/*.ts', { cwd: root })
  .filter((file) => !file.includes('test'))
  .toSorted();
const texts = files.map((file) => readFileSync(join(root, file), 'utf8'));

function snapshotAt(text: string, offset: number): Snapshot {
  const before = text.slice(0, offset);
  return {
    uri: 'file:///bench.ts',
    languageId: 'typescript',
    before,
    beforeStart: 0,
    after: text.slice(offset),
    isAfterComplete: true,
    trigger: 'manual',
  };
}

/** Random places inside lines, with the rest of the line as the answer. */
function places(count: number): { snapshot: Snapshot; wanted: string }[] {
  const found = [];
  while (found.length < count) {
    const text = texts[random(texts.length)] ?? '';
    const offset = random(text.length);
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    const wanted = text.slice(offset).split('\n', 1)[0] ?? '';
    const line = text.slice(lineStart, offset);
    if (wanted.trim().length < 3 || line.trim() === '' || /^\s*(\/?\*|\/\/)/.test(line)) continue;
    // The rest of the line is what is to be written, so it must not stand after the cursor.
    const snapshot = snapshotAt(text.slice(0, offset) + text.slice(offset + wanted.length), offset);
    found.push({ snapshot, wanted });
  }
  return found;
}

const share = (part: number, of: number): string =>
  (of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`).padStart(8);

async function quality(): Promise<void> {
  const all = places(150);
  print(
    `Rest of the line at ${all.length} places of this repository, by least probability of the first / a later token`,
  );
  print('first later    shown   of those: exact  a right beginning   wrong at once');
  for (const [first, later] of [
    [0, 0],
    [0.25, 0.15],
    [0.5, 0.35],
  ] as const) {
    let [shown, exact, beginning, wrong] = [0, 0, 0, 0];
    for (const { snapshot, wanted } of all) {
      const engine = new CompletionEngine({
        runtime,
        model: () => model,
        now: () => 0,
        sleep,
        log: silentLog,
        confidence: { first, later },
      });
      const outcome = await engine.suggest(snapshot, options, signal);
      if (outcome.kind === 'none') continue;
      shown++;
      const line = outcome.text.split('\n', 1)[0]?.trimEnd() ?? '';
      if (line === wanted.trimEnd()) exact++;
      else if (wanted.startsWith(line)) beginning++;
      else if (line.slice(0, 3) !== wanted.slice(0, 3)) wrong++;
    }
    print(
      `${String(first).padEnd(5)} ${String(later).padEnd(5)} ${share(shown, all.length)}        ${share(exact, shown)}           ${share(beginning, shown)}        ${share(wrong, shown)}`,
    );
  }
}

async function costPerKey(): Promise<void> {
  const perKey: number[] = [];
  let [keys, calls] = [0, 0];
  for (const text of texts.filter((candidate) => candidate.length > 3000).slice(0, 6)) {
    const engine = new CompletionEngine({ runtime, model: () => model, now: () => 0, sleep, log: silentLog });
    const from = text.indexOf('\n', text.length / 2) + 1;
    const after = text.slice(from + 300);
    for (let typed = 1; typed <= 120; typed++) {
      keys++;
      const { trace, ...outcome } = await engine.suggest(
        snapshotAt(text.slice(0, from + typed) + after, from + typed),
        options,
        signal,
      );
      if ('source' in outcome ? outcome.source !== 'model' : trace.evaluatedTokens === null) continue;
      calls++;
      if (trace.evaluatedTokens !== null) perKey.push(trace.evaluatedTokens);
    }
  }
  perKey.sort((a, b) => a - b);
  const at = (part: number): number => perKey[Math.floor((perKey.length - 1) * part)] ?? 0;
  print(
    `\n${keys} keys typed one by one: ${calls} reached the model; prompt tokens evaluated per call: median ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}`,
  );
}

try {
  await quality();
  await costPerKey();
} finally {
  runtime.dispose();
}
