import { writeFileSync } from 'node:fs';
import { tests } from './tests.ts';

/** What became of one test. */
export interface InHostResult {
  readonly name: string;
  /** Absent when it passed. */
  readonly failure?: string;
}

/** VS Code calls this in its extension host. A rejection makes the host end with a failure. */
export async function run(): Promise<void> {
  const results: InHostResult[] = [];
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      results.push({ name });
    } catch (error) {
      results.push({ name, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  const path = process.env['HEARTH_IN_HOST_RESULTS'];
  if (path !== undefined) writeFileSync(path, JSON.stringify(results));
  const failures = results.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}: ${failure}`]));
  if (failures.length > 0) throw new Error(`${failures.length} of ${results.length} failed\n${failures.join('\n')}`);
}
