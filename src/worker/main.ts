/** The inference process: node-llama-cpp and nothing else of weight. Its other half is src/runtimes/embedded. */
import process from 'node:process';
import { Failure } from '../base/errors.ts';
import { serveRpc, type Port } from '../protocol/rpc.ts';
import { workerReady, type WorkerApi } from '../protocol/workerApi.ts';
import { chat } from './chat.ts';
import { Inference } from './inference.ts';

// It dies with its parent, however the parent ended.
process.on('disconnect', () => process.exit(0));
process.on('unhandledRejection', (reason) => {
  process.stderr.write(
    `unhandled rejection: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`,
  );
});

const port: Port = {
  post: (message) => process.connected && process.send?.(message),
  onMessage: (listener) => process.on('message', listener),
};

let inference: Inference | undefined;
function loaded(): Inference {
  if (!inference) throw new Failure('runtimeGone');
  return inference;
}

serveRpc<WorkerApi>(port, {
  load: async (request, emit, signal) => {
    inference = await Inference.load(request, (fraction) => emit({ fraction }), signal);
    return inference.describe();
  },
  generate: async (request, emit, signal) => loaded().generate(request, emit, signal),
  chat: async (request, emit, signal) => chat(loaded(), request, emit, signal),
  countTokens: async ({ texts }) => loaded().countTokens(texts),
  ping: async () => {
    const { user, system } = process.cpuUsage();
    return {
      stuckMs: inference?.progress.stuckMs() ?? 0,
      running: inference?.progress.running ?? 0,
      threads: inference?.threadsNow ?? 0,
      processorMs: (user + system) / 1000,
    };
  },
});

process.send?.(workerReady);
