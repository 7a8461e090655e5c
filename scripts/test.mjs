/**
 * `npm test`: everything, from an empty checkout. `node scripts/test.mjs unit build …` runs only the stages named, in the order
 * below; what follows `--` goes to vitest. The last line printed is `N passed, N failed`.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureDependencies, ensureEditor, ensureEditorPackages } from './install.mjs';
import { thisPlatform } from './editor.mjs';
import { main, node, packageBin, root, say, StepFailed } from './node24.mjs';

/** @typedef {{ passed: number, failed: number }} Count */
/** @typedef {{ name: string, title: string, needs?: string[], run: () => Promise<Count> }} Stage */

const reports = join(root, '.cache', 'test-reports');
const separator = process.argv.indexOf('--');
const named = process.argv.slice(2, separator < 0 ? undefined : separator);
const vitestArguments = separator < 0 ? [] : process.argv.slice(separator + 1);

/** @type {Stage[]} */
const stages = [
  { name: 'check', title: 'Types, lint, format', run: check },
  { name: 'unit', title: 'Unit tests', run: () => vitest('unit', 'vitest.config.ts') },
  { name: 'build', title: 'Build', run: () => step(() => node(['esbuild.mjs'])) },
  { name: 'model', title: 'Model tests', needs: ['build'], run: () => vitest('model', 'test/model/vitest.config.ts') },
  {
    name: 'package',
    title: 'Package',
    needs: ['build'],
    run: () => step(() => node(['scripts/package.mjs', '--target', thisPlatform()])),
  },
  {
    name: 'page',
    title: 'Chat page in Chromium',
    run: () => vitest('page', 'test/page/vitest.config.ts'),
  },
  {
    name: 'editor',
    title: 'Editor tests',
    needs: ['build', 'package'],
    run: () => vitest('editor', 'test/editor/vitest.config.ts'),
  },
];

/** @type {Stage} */
const desktop = {
  name: 'desktop',
  title: 'Tests in a desktop VS Code',
  needs: ['build'],
  run: () => step(() => node(['test/editor/inHost/desktop.mjs'])),
};

await main(async () => {
  const known = [...stages, desktop].map(({ name }) => name);
  const unknown = named.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new StepFailed(`There is no stage ${unknown}; there are ${known.join(', ')}.`, 2);
  const chosen = named.length === 0 ? stages : [...stages, desktop].filter(({ name }) => named.includes(name));
  /** @type {Map<string, Count>} */
  const counts = new Map();
  counts.set('dependencies', await timed('Dependencies', () => step(() => install(chosen))));
  const installed = counts.get('dependencies')?.failed === 0;
  if (!installed) say('Nothing else can run before the dependencies are there.');
  for (const { name, title, needs = [], run } of installed ? chosen : []) {
    const broken = needs.find((need) => (counts.get(need)?.failed ?? 0) > 0);
    counts.set(name, broken === undefined ? await timed(title, run) : notRun(title, broken));
  }
  const all = [...counts.values()];
  const passed = all.reduce((sum, count) => sum + count.passed, 0);
  const failed = all.reduce((sum, count) => sum + count.failed, 0);
  say();
  for (const [name, count] of counts) say(`${name.padEnd(14)}${count.passed} passed, ${count.failed} failed`);
  say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});

/** @param {Stage[]} chosen */
async function install(chosen) {
  await ensureDependencies();
  if (chosen.some(({ name }) => name === 'editor' || name === 'page')) await ensureEditor();
  // The types of what the editor tests import are in their packages.
  else if (chosen.some(({ name }) => name === 'check' || name === 'desktop')) await ensureEditorPackages();
}

async function check() {
  const checks = [
    () => node([packageBin('typescript', 'tsc'), '-p', '.'], { name: 'npx tsc -p .' }),
    () => node([packageBin('oxlint'), '--type-aware'], { name: 'npx oxlint --type-aware' }),
    () => node([packageBin('oxfmt'), '--check', '.'], { name: 'npx oxfmt --check .' }),
  ];
  const sum = { passed: 0, failed: 0 };
  for (const one of checks) {
    const { passed, failed } = await step(one);
    sum.passed += passed;
    sum.failed += failed;
  }
  return sum;
}

/** @param {() => Promise<unknown>} body @returns {Promise<Count>} */
async function step(body) {
  try {
    await body();
    return { passed: 1, failed: 0 };
  } catch (error) {
    say(
      error instanceof StepFailed
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error),
    );
    return { passed: 0, failed: 1 };
  }
}

/**
 * Runs vitest and counts from its report. A file that does not load, an error outside every test and a run without tests
 * each count as a failure; so does a skipped test of the editor or the page, since those are skipped only where something is missing.
 * @param {string} name @param {string} config @returns {Promise<Count>}
 */
async function vitest(name, config) {
  const report = join(reports, `${name}.json`);
  mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const args = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { failed: crashed } = await step(() =>
    node([packageBin('vitest'), ...args, ...vitestArguments], { name: `vitest (${name})` }),
  );
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const notLoaded = testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const needsBrowser = name === 'editor' || name === 'page';
  const skipped = needsBrowser && vitestArguments.length === 0 ? numPendingTests : 0;
  if (skipped > 0) say(`${skipped} tests were skipped, which counts as failed here.`);
  const failed = numFailedTests + notLoaded + skipped;
  return { passed: numPassedTests, failed: failed === 0 && (crashed > 0 || numPassedTests === 0) ? 1 : failed };
}

/** @param {string} title @param {() => Promise<Count>} run */
async function timed(title, run) {
  say(`\n── ${title} ──`);
  const start = performance.now();
  const count = await run();
  say(
    `── ${title}: ${((performance.now() - start) / 1000).toFixed(1)} s, ${count.passed} passed, ${count.failed} failed`,
  );
  return count;
}

/** @param {string} title @param {string} broken @returns {Count} */
function notRun(title, broken) {
  say(`\n── ${title}: not run, because ${broken} failed`);
  return { passed: 0, failed: 1 };
}
