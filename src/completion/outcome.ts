/** What a request ended in: a suggestion, or none with the reason. Both carry the story that explains them. */
import type { Failure } from '../base/errors.ts';
import type { PromptPart } from '../protocol/workerApi.ts';

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
  failed: 'the runtime failed',
} as const;
export type Reason = keyof typeof reasons;

/** What ended the text, in words. */
export const endings = {
  line: 'the line was complete',
  block: 'the block was closed',
  suffix: 'it reached the text that follows',
  repetition: 'it began to repeat itself',
  uncertain: 'the model became unsure',
  lineLimit: 'it was twelve lines long',
  length: 'it was as long as a suggestion may be',
  end: 'the model ended it',
  stop: 'the model wrote one of its stop tokens',
} as const;
export type EndedBy = keyof typeof endings;

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
  /** As it was sent; null where the model was not asked. Kept in memory only. */
  prompt: PromptPart[] | null;
};
