/** `npm run bench -- completion [SECTION…]`: builds, and runs a benchmark on Node 24 (which runs TypeScript as it is). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './install.mjs';
import { run } from './node24.mjs';

const [name = 'completion', ...sections] = process.argv.slice(2);
const file = join('test', 'bench', `${name}.ts`);
if (!/^[a-z]+$/.test(name) || !existsSync(join(import.meta.dirname, '..', file))) {
  process.stderr.write(`There is no benchmark "${name}". There is: completion.\n`);
  process.exit(2);
}
await ensureDependencies();
await run('node', ['esbuild.mjs']);
await run('node', [file, ...sections]);
