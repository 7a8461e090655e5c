/** `npm run bench`: builds, and runs the benchmark on Node 24 (which runs TypeScript as it is). */
import { ensureDependencies } from './install.mjs';
import { run } from './node24.mjs';

await ensureDependencies();
await run('node', ['esbuild.mjs']);
await run('node', ['test/bench/completion.ts', ...process.argv.slice(2)]);
