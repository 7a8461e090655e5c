/**
 * One typed call table over any message port: streaming, cancellation that reaches the other side,
 * rejection that keeps a Failure's code, and a closed port that rejects every pending call.
 */
import { abortError, describeError, Failure, isAbort } from '../base/errors.ts';
import { failureTable, type FailureCode } from '../base/failures.ts';

/** A row per method: what goes in, what streams back, what comes back. */
export type CallTable = Record<string, { params: unknown; chunk: unknown; result: unknown }>;

export type Port = {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
};

export type RpcMessage =
  | { kind: 'call'; id: number; method: string; params: unknown }
  | { kind: 'cancel'; id: number }
  | { kind: 'chunk'; id: number; value: unknown }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: WireError };

type WireError =
  | { type: 'failure'; code: string; values: Record<string, string | number>; cause: string | null }
  | { type: 'abort' }
  | { type: 'bug'; message: string; stack: string };

type Pending = {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  onChunk: ((value: unknown) => void) | undefined;
};

export class RpcClient<Calls extends CallTable> {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #closedBy: Error | undefined;

  constructor(port: Port) {
    this.#port = port;
    port.onMessage((message) => this.#receive(message as RpcMessage));
  }

  get pendingCalls(): number {
    return this.#pending.size;
  }

  /** Rejects with an AbortError as soon as `signal` aborts, without waiting for the other side. */
  call<M extends keyof Calls & string>(
    method: M,
    params: Calls[M]['params'],
    signal: AbortSignal,
    onChunk?: (chunk: Calls[M]['chunk']) => void,
  ): Promise<Calls[M]['result']> {
    if (this.#closedBy) return Promise.reject(this.#closedBy);
    if (signal.aborted) return Promise.reject(abortError());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#pending.delete(id);
        this.#port.post({ kind: 'cancel', id } satisfies RpcMessage);
        reject(abortError());
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const settle = (): void => {
        this.#pending.delete(id);
        signal.removeEventListener('abort', onAbort);
      };
      this.#pending.set(id, {
        resolve: (value) => (settle(), resolve(value)),
        reject: (error) => (settle(), reject(error)),
        onChunk: onChunk as Pending['onChunk'],
      });
      this.#port.post({ kind: 'call', id, method, params } satisfies RpcMessage);
    });
  }

  /** Rejects what is pending, and every later call, with `error`. */
  close(error: Error): void {
    if (this.#closedBy) return;
    this.#closedBy = error;
    for (const pending of this.#pending.values()) pending.reject(error);
  }

  #receive(message: RpcMessage): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return; // the answer to a call that was aborted meanwhile
    if (message.kind === 'chunk') pending.onChunk?.(message.value);
    else if (message.kind === 'result') pending.resolve(message.value);
    else if (message.kind === 'error') pending.reject(fromWire(message.error));
  }
}

export type Handlers<Calls extends CallTable> = {
  [M in keyof Calls]: (
    params: Calls[M]['params'],
    emit: (chunk: Calls[M]['chunk']) => void,
    signal: AbortSignal,
  ) => Promise<Calls[M]['result']>;
};

/** Answers calls from `port` by `handlers`. */
export function serveRpc<Calls extends CallTable>(port: Port, handlers: Handlers<Calls>): void {
  const running = new Map<number, AbortController>();
  port.onMessage((raw) => {
    const message = raw as RpcMessage;
    if (message.kind === 'cancel') running.get(message.id)?.abort();
    if (message.kind !== 'call') return;
    const { id, method, params } = message;
    const controller = new AbortController();
    running.set(id, controller);
    const handler = Object.hasOwn(handlers, method) ? handlers[method as keyof Calls] : undefined;
    const answer = handler
      ? handler(params, (value) => port.post({ kind: 'chunk', id, value } satisfies RpcMessage), controller.signal)
      : Promise.reject(new Error(`No such call: ${method}`));
    void answer
      .then(
        (value) => port.post({ kind: 'result', id, value } satisfies RpcMessage),
        (error: unknown) => port.post({ kind: 'error', id, error: toWire(error) } satisfies RpcMessage),
      )
      .finally(() => running.delete(id));
  });
}

function toWire(error: unknown): WireError {
  if (isAbort(error)) return { type: 'abort' };
  if (error instanceof Failure) {
    const cause = error.cause === undefined ? null : describeError(error.cause);
    return { type: 'failure', code: error.code, values: error.values, cause };
  }
  if (error instanceof Error) return { type: 'bug', message: error.message, stack: error.stack ?? '' };
  return { type: 'bug', message: String(error), stack: '' };
}

function fromWire(wire: WireError): Error {
  if (wire.type === 'abort') return abortError();
  if (wire.type === 'failure' && Object.hasOwn(failureTable, wire.code)) {
    return new Failure(wire.code as FailureCode, wire.values, wire.cause === null ? undefined : { cause: wire.cause });
  }
  const error = new Error(wire.type === 'bug' ? wire.message : `unknown failure ${wire.code}`);
  if (wire.type === 'bug' && wire.stack) error.stack = wire.stack;
  return error;
}
