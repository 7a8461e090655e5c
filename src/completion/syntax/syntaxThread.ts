/** Entry of the syntax thread: the parser, which may take milliseconds, away from the extension host's own thread. */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { serveRpc } from '../../protocol/rpc.ts';
import { TreeSitterSyntax } from './parser.ts';
import type { SyntaxCalls, SyntaxThreadData } from './syntaxCalls.ts';

const port = parentPort;
if (!port) throw new Error('syntaxThread is the entry of a worker thread');

let warn: (message: string) => void = () => {};
const syntax = new TreeSitterSyntax({
  folder: (workerData as SyntaxThreadData).grammars,
  warn: (message) => warn(message),
});

let lastTurn: Promise<unknown> = Promise.resolve();

/** One request at a time. What was posted meanwhile is read first: an aborted request is never parsed. */
function inTurn<T>(emit: (line: string) => void, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(async () => {
    await setImmediate();
    signal.throwIfAborted();
    warn = emit;
    return work();
  });
  lastTurn = turn.catch(() => {});
  return turn;
}

serveRpc<SyntaxCalls>(
  { post: (message) => port.postMessage(message), onMessage: (listener) => port.on('message', listener) },
  {
    errors: (code, emit, signal) => inTurn(emit, signal, () => syntax.errors(code, signal)),
    placeOf: (code, emit, signal) => inTurn(emit, signal, () => syntax.placeOf(code, signal)),
  },
);
