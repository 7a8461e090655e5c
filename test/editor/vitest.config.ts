import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';

const here = fileURLToPath(new URL('.', import.meta.url));

// One worker and one browser: two windows at a time would only slow each other down.
const config: ViteUserConfig = {
  test: {
    root: here,
    include: ['*.test.ts'],
    globalSetup: ['lib/globalSetup.ts'],
    setupFiles: ['lib/afterTests.ts'],
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
};

// oxlint-disable-next-line import/no-default-export -- vitest reads it
export default config;
