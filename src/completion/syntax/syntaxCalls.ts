import type { Code, Place } from '../syntax.ts';

/** What the syntax thread is asked; a chunk is a line for the log. */
export type SyntaxCalls = {
  errors: { params: Code; chunk: string; result: number | null };
  placeOf: { params: Omit<Code, 'text'>; chunk: string; result: Place | null };
};

export type SyntaxThreadData = {
  /** The folder of the .wasm files. */
  grammars: string;
};
