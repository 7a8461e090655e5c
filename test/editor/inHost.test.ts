import { expect, test } from 'vitest';
import { runInHostTests } from './lib/inHost.ts';

for (const { name, failure } of await runInHostTests()) {
  test(`in the extension host: ${name}`, () => {
    expect(failure).toBeUndefined();
  });
}
