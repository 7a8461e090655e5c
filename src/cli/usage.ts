import type { Log } from '../base/log.ts';
import type { EmbeddedRuntime } from '../runtimes/embedded/embeddedRuntime.ts';

/** How the command line was used wrongly; the sentence says what was expected. */
export class UsageError extends Error {}

/** What every command gets. `print` writes to stdout and returns exit status 0. */
export type CommandParts = {
  runtime: EmbeddedRuntime;
  log: Log;
  modelPath: string;
  starterPath: string;
  isJson: boolean;
  print: (text: string) => number;
};
