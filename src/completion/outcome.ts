/** What a request ended in: a suggestion, or none with the reason. Both carry the story that explains them. */
import type { Failure } from '../base/errors.ts';
import type { PromptPart } from '../protocol/workerApi.ts';

export type Outcome = Suggestion | NoSuggestion;

export type Suggestion = {
  kind: 'suggestion';
  /** Inserted at the cursor. */
  text: string;
  /** Characters after the cursor that the text replaces: closing brackets, or the rest of the line that it writes itself. */
  replaceAfter: number;
  /** Where it came from: a model call, memory (the same before, or asked ahead), what is shown already, a call in flight. */
  source: 'model' | 'cache' | 'typeThrough' | 'adopted';
  trace: Trace;
};

export type NoSuggestion = { kind: 'none'; reason: Reason; failure?: Failure; trace: Trace };

export const reasons = {
  aborted: 'you typed on before it was ready',
  noModel: 'no completion model is chosen',
  noFim: 'the model cannot complete code in the middle of a file',
  excluded: 'this file may hold secrets, or .hearthignore names it',
  onlyWhenAsked: 'suggestions come only when asked for, by the setting hearth.completion.trigger',
  inComment: 'off inside comments and strings, by the setting hearth.completion.inComments',
  deleting: 'you were deleting',
  insideWord: 'the cursor is inside a word',
  stillUnsure: 'the model was not sure a key ago, and that key tells it little',
  statementEnded: 'a suggestion was just taken whole, and it ended a statement',
  listDisagrees: 'the suggestion list was open and disagreed',
  empty: 'the model gave an empty answer',
  repeatsSuffix: 'the model repeated what follows',
  repeatsAbove: 'the model repeated the lines above',
  tooShort: 'the text was too short to be worth a key',
  undoesIndentation: 'the text would have undone the indentation',
  breaksSyntax: 'the text would have broken code that parses',
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

/** A part of a prompt and its size in tokens. */
export type Section = { name: 'context' | 'prefix' | 'suffix'; tokens: number };

/** A piece of another file in a prompt; lines count from 1, both included. */
export type ContextEntry = { path: string; fromLine: number; toLine: number; tokens: number; why: string };

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
  /** Number of the model's call in the life of its process, by its own count; null where it was not asked. */
  call: number | null;
  /** As the model wrote it, before any rule. */
  rawText: string;
  endedBy: EndedBy | null;
  /** Rules that changed the text or refused it, in their order. */
  rules: readonly string[];
  /** As it was sent; null where the model was not asked. Kept in memory only. */
  prompt: PromptPart[] | null;
  sections: readonly Section[];
  context: readonly ContextEntry[];
};

export function emptyTrace(): Trace {
  return {
    model: null,
    waitMs: 0,
    promptMs: null,
    totalMs: 0,
    promptTokens: null,
    reusedTokens: null,
    evaluatedTokens: null,
    generatedTokens: 0,
    call: null,
    rawText: '',
    endedBy: null,
    rules: [],
    prompt: null,
    sections: [],
    context: [],
  };
}

export function silence(reason: Reason, trace: Trace = emptyTrace()): NoSuggestion {
  return { kind: 'none', reason, trace };
}

/** One line without source text. */
export function describeOutcome(outcome: Outcome): string {
  const { trace } = outcome;
  const what =
    outcome.kind === 'suggestion' ? `shown from ${outcome.source}` : `nothing shown: ${reasons[outcome.reason]}`;
  const tokens =
    trace.promptTokens === null
      ? ''
      : `; prompt ${trace.promptTokens} tokens, ${trace.reusedTokens} reused, ${trace.evaluatedTokens} evaluated, ${trace.generatedTokens} generated`;
  return `completion ${what}; ended by ${trace.endedBy ?? 'nothing'}${tokens}; ${Math.round(trace.totalMs)} ms, waited ${trace.waitMs} ms`;
}
