import { defineConfig } from 'vitest/config';

/** The chat page in a real browser: `npx vitest run -c test/page/vitest.config.ts`. Skipped where there is none. */
const config = defineConfig({ test: { root: import.meta.dirname, include: ['*.test.ts'] } });

// oxlint-disable-next-line import/no-default-export -- what Vitest reads
export default config;
