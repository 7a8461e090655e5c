/** `hearth`: the engine without an editor. Text goes to stdout, everything else to stderr. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import process from 'node:process';
import { describeError, Failure, isAbort } from '../base/errors.ts';
import { silentLog, type Log } from '../base/log.ts';
import { EmbeddedRuntime } from '../runtimes/embedded/embeddedRuntime.ts';
import { complete } from './complete.ts';
import { doctor } from './doctor.ts';
import { listModels } from './models.ts';
import { UsageError } from './usage.ts';
import { hearthVersion } from './version.ts';

const usage = `hearth: code completion by a model on this machine

  hearth complete FILE:LINE:COLUMN   print what would be suggested there (both counted from 1)
  hearth models [FOLDER …]           list the starter model and the model files in folders
  hearth doctor                      check what is here: processor, memory, model, speed

  --model FILE      use this model file (GGUF) instead of the starter model
  --length line     stop after one line (default: block)
  --json            print one JSON object
  --verbose         say on stderr what the engine and the model process do
  --help, --version`;

const inPackage = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Exit status: 0 done, 1 it failed or found a problem, 2 it could not start. */
async function run(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.version) return print(hearthVersion());
  const [command, ...rest] = positionals;
  if (values.help || command === undefined) return print(usage);
  const log: Log = values.verbose ? stderrLog : silentLog;
  const runtime = new EmbeddedRuntime({ workerPath: inPackage('dist/worker.mjs'), gpu: 'auto', threads: 0, log });
  const starterPath = inPackage('models/hearth-starter-q8_0.gguf');
  const parts = { runtime, log, modelPath: values.model ?? starterPath, starterPath, isJson: values.json, print };
  try {
    if (command === 'complete') return await complete(parts, rest, values.length, signal);
    if (command === 'models') return await listModels(parts, rest, signal);
    if (command === 'doctor') return await doctor(parts, hearthVersion(), signal);
    throw new UsageError(`There is no command "${command}".`);
  } finally {
    runtime.dispose();
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        length: { type: 'string', default: 'block' },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

const say = (level: string) => (message: string) => process.stderr.write(`${level} ${message}\n`);
const stderrLog: Log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
try {
  process.exitCode = await run(process.argv.slice(2), controller.signal);
} catch (error) {
  if (isAbort(error)) process.exitCode = 130;
  else if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n"hearth --help" says how it is used.\n`);
    process.exitCode = 2;
  } else {
    const text = error instanceof Failure ? `${error.message}\nnext: ${error.nextStep}` : describeError(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  }
}
