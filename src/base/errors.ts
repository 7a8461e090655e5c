import { failureTable, fill, type FailureCode } from './failures.ts';

/** An expected failure: `code` for programs, `message` and `nextStep` for people, `cause` for the log. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly values: Record<string, string | number>;

  constructor(code: FailureCode, values: Record<string, string | number> = {}, options?: { cause?: unknown }) {
    super(fill(failureTable[code].sentence, values), options);
    this.code = code;
    this.values = values;
  }

  get nextStep(): string {
    return failureTable[this.code].nextStep;
  }
}

/** True for what an aborted `AbortSignal` throws; aborting is silent and never a failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

export function abortError(): Error {
  return new DOMException('Aborted', 'AbortError');
}

/** What a failed operation is to a user: itself if it is a Failure, else `internal` with the error as its cause. */
export function toFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('internal', {}, { cause: error });
}

/** One line for a log: code, message and the chain of causes; the stack only of what was not expected. */
export function describeError(error: unknown): string {
  if (error instanceof Failure) {
    const cause = error.cause === undefined ? '' : `; cause: ${describeError(error.cause)}`;
    const { reason, path } = error.values;
    const details = [reason, path].filter((detail) => detail !== undefined).join(', ');
    return `${error.code}: ${error.message}${details === '' ? '' : ` (${details})`}${cause}`;
  }
  if (error instanceof Error) return error.stack ?? `${error.name}: ${error.message}`;
  return typeof error === 'string' ? error : JSON.stringify(error);
}
