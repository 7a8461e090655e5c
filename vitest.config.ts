import { defineConfig } from 'vitest/config';

/** Unit tests: beside the code, no VS Code, no weights. */
export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'webview-ui/**/*.test.{ts,tsx}',
      'test/layers.test.ts',
      'test/manifest.test.ts',
      'test/packaging/*.test.ts',
      'test/bench/*.test.ts',
    ],
    isolate: false,
    pool: 'threads',
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
