/**
 * `npm run bench -- completion`: what a key costs and what a suggestion is worth, on the sessions of test/recordings. Counts,
 * and ratios measured side by side; the same run twice prints the same counts. Writes bench/results/completion.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { sleep } from '../../src/base/abort.ts';
import { silentLog } from '../../src/base/log.ts';
import { SyntaxClient } from '../../src/completion/syntax/syntaxClient.ts';
import { inspectModelFile } from '../../src/models/modelFile.ts';
import { EmbeddedRuntime } from '../../src/runtimes/embedded/embeddedRuntime.ts';
import { Failure } from '../../src/base/errors.ts';
import { confidenceTable } from './confidence.ts';
import { blockedByOneCall } from './host.ts';
import { openFilesOf } from './openFiles.ts';
import { acceptBlocks } from './oracle.ts';
import { percentile, policies, tokensPerKey } from './peers.ts';
import { layouts, measure, placesIn, type PlaceKind, type Quality } from './quality.ts';
import { loadRecordings } from './recording.ts';
import { replaySession, type SessionCounts } from './session.ts';
import { loadTokenizer } from './tokenizer.ts';
import { abortToIdle } from './worker/abortToIdle.ts';
import { besideChat } from './worker/besideChat.ts';
import { BenchWorker } from './worker/benchWorker.ts';
import { draftGain } from './worker/draftGain.ts';
import { firstToken } from './worker/firstToken.ts';
import { halfBillionModel } from './worker/halfBillion.ts';
import { fimRequest, words } from './worker/benchWorker.ts';

/** A row of the table; `holds` is null for what is only printed. */
type Row = { figure: string; value: string; mustReach: string; holds: boolean | null };

/** Generated tokens thrown away per token used, with the engine of the release before: the same sessions, the same rule. */
const thrownAwayBefore = 5.5;

const root = join(import.meta.dirname, '..', '..');
const workerPath = join(root, 'dist/worker.mjs');
const signal = new AbortController().signal;
const print = (text = ''): boolean => process.stdout.write(`${text}\n`);
const note = (text: string): boolean => process.stderr.write(`${text}\n`);

const rows: Row[] = [];
const details: Record<string, unknown> = {};
const row = (figure: string, value: string, mustReach: string, holds: boolean | null): number =>
  rows.push({ figure, value, mustReach, holds });

const recordings = loadRecordings();
const runtime = new EmbeddedRuntime({ workerPath, gpu: 'off', threads: 1, log: silentLog });
const syntax = new SyntaxClient({
  thread: join(root, 'dist/syntax.cjs'),
  grammars: join(root, 'dist/grammars'),
  log: silentLog,
  sleep,
});
const inspected = await inspectModelFile(join(root, 'models/hearth-starter-q8_0.gguf'), signal);
if (!inspected.fim) throw new Failure('modelNoFim', { name: inspected.name });
const model = { ...inspected, fim: inspected.fim };

async function costPerKey(): Promise<void> {
  const sessions: (SessionCounts & { name: string })[] = [];
  for (const recording of recordings) {
    const counts = await replaySession(recording, { runtime, model, syntax, repository: openFilesOf });
    sessions.push({ name: recording.name, ...counts });
    note(`  ${recording.name}: ${counts.keys} keys`);
  }
  const sum = (value: (counts: SessionCounts) => number): number =>
    sessions.reduce((total, one) => total + value(one), 0);
  const calls = sessions.flatMap(({ tokensPerCall }) => tokensPerCall);
  const [median, p95] = [percentile(calls, 0.5), percentile(calls, 0.95)];
  row(
    'prompt tokens evaluated per key that reaches the model',
    `median ${median}, p95 ${p95}`,
    'median ≤ 2, p95 ≤ 30',
    median <= 2 && p95 <= 30,
  );
  const inside = sum((one) => one.keysInside);
  const without = (100 * (inside - sum((one) => one.keysInsideWithCall))) / inside;
  row(
    'keys inside a shown suggestion that need no call',
    `${without.toFixed(1)} % of ${inside}`,
    '≥ 95 %',
    without >= 95,
  );
  const used = sum((one) => one.usedCharacters);
  const thrown = (sum((one) => one.writtenCharacters) - used) / used;
  row(
    'generated tokens thrown away per token used',
    thrown.toFixed(1),
    `printed; before: ${thrownAwayBefore}`,
    thrown < thrownAwayBefore,
  );
  details.sessions = sessions.map(({ tokensPerCall, ...one }) => ({
    ...one,
    calls: tokensPerCall.length,
    median: percentile(tokensPerCall, 0.5),
    p95: percentile(tokensPerCall, 0.95),
    most: percentile(tokensPerCall, 1),
  }));
  details.perKey = {
    keys: sum((one) => one.keys),
    calls: calls.length,
    median,
    p95,
    most: percentile(calls, 1),
    idleTokens: sum((one) => one.idleTokens),
  };
}

async function peers(): Promise<void> {
  const tokenizer = await loadTokenizer();
  try {
    details.peers = policies.map((policy) => {
      const tokens = tokensPerKey(recordings, policy, tokenizer.tokenize);
      return {
        policy: policy.name,
        keys: tokens.length,
        median: percentile(tokens, 0.5),
        p95: percentile(tokens, 0.95),
      };
    });
  } finally {
    await tokenizer.dispose();
  }
}

async function oracle(): Promise<void> {
  const counts = await acceptBlocks(recordings, model, syntax);
  const perBlock = counts.calls / counts.accepted;
  const value = `${perBlock.toFixed(2)} (${counts.calls} for ${counts.accepted}; ahead and unused: ${counts.callsUnused})`;
  row('model calls per accepted suggestion, oracle model', value, '≤ 1', perBlock <= 1);
  details.oracle = counts;
}

/** What is measured where, and by how many places of a recording. */
const qualities: Record<PlaceKind, { what: string; perRecording: number; names: string[] }> = {
  rest: { what: 'the rest of the line', perRecording: 20, names: Object.keys(layouts) },
  next: { what: 'the next line', perRecording: 10, names: Object.keys(layouts) },
  crossFile: { what: 'a rest with a name of another file', perRecording: 12, names: Object.keys(layouts).slice(0, 2) },
};

async function quality(): Promise<void> {
  const found: Record<string, Record<string, Quality>> = {};
  for (const [kind, { what, perRecording, names }] of Object.entries(qualities) as [
    PlaceKind,
    (typeof qualities)['rest'],
  ][]) {
    const places = placesIn(recordings, kind, perRecording);
    const measured: Record<string, Quality> = {};
    for (const name of names) {
      const lay = layouts[name];
      if (lay) measured[name] = await measure(places, lay, { runtime, model });
    }
    found[kind] = measured;
    const [own = 0, chunks = 0, psm, spm] = names.map((name) => (100 * (measured[name]?.exact ?? 0)) / places.length);
    if (psm !== undefined && spm !== undefined) {
      const value = `${own.toFixed(1)}, ${psm.toFixed(1)}, ${spm.toFixed(1)} % of ${places.length}`;
      row(`exact ${what}: this layout, PSM, SPM`, value, 'this ≥ PSM − 1 point', own >= psm - 1);
    }
    const gain = chunks - own;
    const points = `${gain < 0 ? '−' : '+'}${Math.abs(gain).toFixed(1)} points`;
    const isJudged = kind === 'crossFile';
    row(`exact ${what}: repository chunks`, points, isJudged ? 'help' : 'printed', isJudged ? gain > 0 : null);
  }
  details.quality = found;
}

async function workerRows(): Promise<void> {
  const path = await halfBillionModel();
  const worker = await BenchWorker.start(workerPath, path, 1);
  try {
    const idle = await abortToIdle(worker);
    row(
      'abort → decode loop idle, 0.5B shape, p95',
      `${Math.round(idle.p95Ms)} ms of processor time`,
      '≤ 100 ms',
      idle.p95Ms <= 100,
    );
    const first = await firstToken(worker, path, 1);
    row('warm time to first token ÷ one bare decode', `${first.ratio.toFixed(2)} ×`, '≤ 1.25 ×', first.ratio <= 1.25);
    const chat = await besideChat(worker);
    const [streaming, prefilling] = [chat.whileStreaming, chat.whilePrefilling];
    row(
      'first token while a chat streams, while it prefills ÷ idle',
      `${streaming.toFixed(2)} ×, ${prefilling.toFixed(2)} ×`,
      '≤ 2 ×',
      streaming <= 2 && prefilling <= 2,
    );
    const prompts = [1, 2, 3].map((seed) => fimRequest(words(200, seed), words(3, seed), { maxTokens: 40 }));
    details.worker = { idle, first, chat, drafts: await draftGain(worker, prompts) };
  } finally {
    worker.dispose();
  }
}

async function host(): Promise<void> {
  const ms = await blockedByOneCall({ runtime, model: () => model, syntax, now: () => performance.now(), sleep });
  row(
    'extension host blocked by one call, 50,000 lines, p99',
    `${ms.toFixed(1)} ms of processor time`,
    '≤ 8 ms',
    ms <= 8,
  );
  details.host = { p99Ms: ms };
}

function printTable(): void {
  const width = (pick: (one: Row) => string): number => Math.max(...rows.map((one) => pick(one).length));
  const [figures, values, limits] = [
    width((one) => one.figure),
    width((one) => one.value),
    width((one) => one.mustReach),
  ];
  for (const { figure, value, mustReach, holds } of rows) {
    const mark = holds === null ? '' : holds ? 'holds' : 'FAILS';
    print(`${figure.padEnd(figures)}  ${value.padEnd(values)}  ${mustReach.padEnd(limits)}  ${mark}`);
  }
  print();
  print('Prompt tokens evaluated per key (median / p95), the same sessions');
  for (const { policy, median, p95 } of details.peers as { policy: string; median: number; p95: number }[]) {
    print(`  ${policy.padEnd(46)} ${median} / ${p95}`);
  }
  const { median, p95 } = details.perKey as { median: number; p95: number };
  print(`  ${'Hearth, the real engine and worker'.padEnd(46)} ${median} / ${p95}`);
  print();
  print('What a threshold for the first and later tokens does to the starter model');
  for (const line of details.confidence as string[]) print(`  ${line}`);
}

const sections: Record<string, () => Promise<void>> = {
  keys: costPerKey,
  oracle,
  worker: workerRows,
  host,
  quality,
  peers,
  confidence: async () => {
    details.confidence = await confidenceTable(recordings, { runtime, model, syntax });
  },
};

const only = process.argv.slice(2).filter((name) => name in sections);
try {
  for (const [name, run] of Object.entries(sections)) {
    if (only.length > 0 && !only.includes(name)) continue;
    note(`${name} …`);
    await run();
  }
} finally {
  runtime.dispose();
  syntax.dispose();
}
if (only.length > 0) {
  print(JSON.stringify({ rows, details }, null, 2));
} else {
  printTable();
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores`;
  const result = { machine, node: process.version, recordings: recordings.length, rows, details };
  writeFileSync(join(folder, 'completion.json'), `${JSON.stringify(result, null, 2)}\n`);
}
if (rows.some(({ holds }) => holds === false)) process.exitCode = 1;
