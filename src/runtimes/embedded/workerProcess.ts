/** One inference process: fork, ready handshake, calls, heartbeat, end. Its other half is src/worker/main.ts. */
import { fork, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import { Failure } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { RpcClient } from '../../protocol/rpc.ts';
import { workerReady, type WorkerApi } from '../../protocol/workerApi.ts';

export type WorkerOptions = {
  workerPath: string;
  log: Log;
  /** Between two pings while a call is pending. */
  pingEveryMs?: number;
  /** Without any sign of life for so long, the process is taken for hung and killed. */
  hungAfterMs?: number;
};

const defaultHungAfterMs = 60_000;

function hungValues(ms: number): { seconds: number } {
  return { seconds: Math.round(ms / 1000) };
}

type OnEnd = (worker: WorkerProcess, reason: Failure) => void;

export class WorkerProcess {
  readonly rpc: RpcClient<WorkerApi>;
  readonly #child: ChildProcess;
  readonly #options: WorkerOptions;
  readonly #onEnd: OnEnd;
  #watchedCalls = 0;
  #lastSignOfLife = Date.now();
  #heartbeat: NodeJS.Timeout | undefined;
  #end: Failure | undefined;

  private constructor(child: ChildProcess, options: WorkerOptions, onEnd: OnEnd) {
    this.#child = child;
    this.#options = options;
    this.#onEnd = onEnd;
    this.rpc = new RpcClient<WorkerApi>({
      // A process that is gone is told by its exit event; a failed send adds nothing to that.
      post: (message) => child.connected && child.send(message as object, () => undefined),
      onMessage: (listener) =>
        child.on('message', (message) => {
          this.#lastSignOfLife = Date.now();
          listener(message);
        }),
    });
    child.on('exit', (code, killedBy) => this.#exited(`exit code ${code ?? 'none'}, signal ${killedBy ?? 'none'}`));
    child.on('error', (error) => this.#exited(error.message));
    for (const stream of [child.stdout, child.stderr]) {
      stream
        ?.setEncoding('utf8')
        .on('data', (text: string) => options.log.info(`[worker ${child.pid}] ${text.trimEnd()}`));
    }
  }

  /** Resolves when the process says that it takes calls. `onEnd` is called once, whenever and however it ends. */
  static async start(options: WorkerOptions, onEnd: OnEnd, signal: AbortSignal): Promise<WorkerProcess> {
    const child = fork(options.workerPath, [], {
      serialization: 'advanced',
      silent: true,
      execArgv: [],
      env: childEnvironment(process.env),
    });
    const worker = new WorkerProcess(child, options, onEnd);
    const limitMs = options.hungAfterMs ?? defaultHungAfterMs;
    const kill = (): void =>
      worker.kill(new Failure(signal.aborted ? 'runtimeGone' : 'runtimeHung', hungValues(limitMs)));
    const limit = setTimeout(kill, limitMs);
    signal.addEventListener('abort', kill, { once: true });
    await new Promise<void>((resolve, reject) => {
      child.once('message', (message) => (message === workerReady ? resolve() : reject(new Error('unexpected hello'))));
      child.once('exit', () => reject(worker.#end ?? new Failure('runtimeCrashed')));
      child.once('error', (error) => reject(new Failure('runtimeUnavailable', { reason: error.message })));
    }).finally(() => {
      clearTimeout(limit);
      signal.removeEventListener('abort', kill);
    });
    options.log.info(`model process ${child.pid} started`);
    return worker;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#end === undefined;
  }

  /** Runs `call` under the heartbeat: a process that stops answering is killed, and the call rejects with `runtimeHung`. */
  async watched<T>(call: Promise<T>): Promise<T> {
    this.#watchedCalls++;
    this.#startHeartbeat();
    try {
      return await call;
    } finally {
      if (--this.#watchedCalls === 0) this.#stopHeartbeat();
    }
  }

  kill(reason: Failure): void {
    this.#child.kill('SIGKILL');
    this.#ended(reason);
  }

  #startHeartbeat(): void {
    if (this.#heartbeat || !this.isAlive) return;
    const { pingEveryMs = 5_000, hungAfterMs = defaultHungAfterMs } = this.#options;
    this.#lastSignOfLife = Date.now();
    let lastBeat = Date.now();
    this.#heartbeat = setInterval(() => {
      const now = Date.now();
      // After the machine slept, the process deserves the time that it slept too.
      if (now - lastBeat > pingEveryMs * 3) this.#lastSignOfLife = now;
      lastBeat = now;
      if (now - this.#lastSignOfLife > hungAfterMs) {
        this.#options.log.error(`model process ${this.pid} did not respond for ${hungAfterMs} ms; killed`);
        this.kill(new Failure('runtimeHung', hungValues(hungAfterMs)));
        return;
      }
      this.rpc
        .call('ping', null, new AbortController().signal)
        .then(({ stuckMs }) => {
          // Its event loop lives, but a native call does not come back: a driver, most likely.
          if (stuckMs > hungAfterMs * 2) this.kill(new Failure('runtimeHung', hungValues(stuckMs)));
        })
        .catch(() => undefined); // its loss shows in the pings that follow
    }, pingEveryMs);
  }

  #stopHeartbeat(): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }

  #exited(how: string): void {
    if (!this.isAlive) return;
    this.#options.log.error(`model process ${this.pid} ended by itself: ${how}`);
    this.#ended(new Failure('runtimeCrashed', {}, { cause: how }));
  }

  #ended(reason: Failure): void {
    if (!this.isAlive) return;
    this.#end = reason;
    this.#stopHeartbeat();
    // First the owner, so that whoever is told by a rejected call finds it ready to start the next process.
    this.#onEnd(this, reason);
    this.rpc.close(reason);
  }
}

/** The library reads NODE_LLAMA_CPP_* as defaults and NODE_OPTIONS changes any Node: neither reaches the process. */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !name.startsWith('NODE_LLAMA_CPP_') && name !== 'NODE_OPTIONS',
  );
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
