import { readFileSync } from 'node:fs';

/** Version of the package that this bundle (dist/cli.mjs) ships in. */
export function hearthVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
