/** What a request ended in: a suggestion, or none with the reason. Both carry the story that explains them. */
import type { Failure } from '../base/errors.ts';

export type Outcome = Suggestion | NoSuggestion;

export type Suggestion = {
  kind: 'suggestion';
  /** Inserted at the cursor. */
  text: string;
  /** Characters after the cursor that the text replaces (auto-closed brackets that it writes itself). */
  replaceAfter: number;
  /** Where it came from: a model call, the same request before, what is shown already, or another request in flight. */
  source: 'model' | 'cache' | 'typeThrough' | 'adopted';
  trace: Trace;
};

export type NoSuggestion = { kind: 'none'; reason: Reason; failure?: Failure; trace: Trace };

export const reasons = {
  aborted: 'you typed on before it was ready',
  noModel: 'no completion model is chosen',
  noFim: 'the model cannot complete code in the middle of a file',
  empty: 'the model gave an empty answer',
  repeatsSuffix: 'the model repeated what follows',
  lowConfidence: 'the model was not sure enough',
  invisibleCharacters: 'the text held invisible or direction-changing characters',
  selectionDisagrees: 'the suggestion list was open and disagreed',
  failed: 'the runtime failed',
} as const;
export type Reason = keyof typeof reasons;

/** What ended the text. */
export type EndedBy =
  | 'line'
  | 'block'
  | 'suffix'
  | 'repetition'
  | 'uncertain'
  | 'lineLimit'
  | 'length'
  | 'end'
  | 'stop';

/** Times in milliseconds; counts in tokens. */
export type Trace = {
  model: string | null;
  waitMs: number;
  promptMs: number | null;
  totalMs: number;
  promptTokens: number | null;
  reusedTokens: number | null;
  evaluatedTokens: number | null;
  generatedTokens: number;
  /** As the model wrote it, before any rule. */
  rawText: string;
  endedBy: EndedBy | null;
};
