import { defineConfig } from 'vitest/config';

/** The real worker (dist/worker.mjs) with real GGUF files; no VS Code. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
