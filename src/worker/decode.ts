import type { LlamaContextSequence, SequenceEvaluateOptions, Token, TokenBias } from 'node-llama-cpp';
import { Failure } from '../base/errors.ts';
import type { GenerateEvent, GenerateSummary, Sampling } from '../protocol/workerApi.ts';
import type { Progress } from './progress.ts';

/**
 * Prompt tokens evaluated between two looks at the abort signal: llama.cpp's decode itself cannot be interrupted,
 * and 64 cost 7 % more processor time than 512 while stopping within a tenth of a second.
 */
const prefillChunk = 64;

/** How far back a repetition is punished, as in other runtimes by default. */
const punishedTokens = 64;

/** Brings the KV cache to `tokens` less the last one, reusing the longest common prefix. Returns what it did. */
export async function prefill(
  sequence: LlamaContextSequence,
  tokens: Token[],
  progress: Progress,
  signal: AbortSignal,
): Promise<{ reused: number; evaluated: number }> {
  if (tokens.length >= sequence.contextSize) {
    throw new Failure('contextTooLong', { needed: tokens.length, size: sequence.contextSize });
  }
  const same = sequence.compareContextTokens(tokens).firstDifferentIndex;
  const reused = Math.min(same, tokens.length - 1);
  if (sequence.nextTokenIndex > reused) {
    await sequence.eraseContextTokenRanges([{ start: reused, end: sequence.nextTokenIndex }]);
  }
  // A model with recurrent state cannot always go back to any index: believe what the sequence says it kept.
  const kept = Math.min(sequence.nextTokenIndex, reused);
  for (let at = kept; at < tokens.length - 1; at += prefillChunk) {
    signal.throwIfAborted();
    const chunk = tokens.slice(at, Math.min(at + prefillChunk, tokens.length - 1));
    await sequence.evaluateWithoutGeneratingNewTokens(chunk);
    progress.advance();
  }
  signal.throwIfAborted();
  return { reused: kept, evaluated: tokens.length - kept };
}

export type DecodeRequest = {
  tokens: Token[];
  maxTokens: number;
  stops: ReadonlySet<Token>;
  sampling: Sampling;
  /** Bias for the next token; an empty one once the healed characters are spelled. */
  bias: () => TokenBias;
  probabilities: boolean;
  /** Streams the text of each token. */
  onToken: (token: Token, probability: number | null) => void;
  isSpecial: (token: Token) => boolean;
};

/** Prefill, then token by token; aborts between two tokens. */
export async function decode(
  sequence: LlamaContextSequence,
  request: DecodeRequest,
  emit: (event: GenerateEvent) => void,
  progress: Progress,
  signal: AbortSignal,
): Promise<GenerateSummary> {
  const { tokens } = request;
  const began = performance.now();
  const { reused, evaluated } = await prefill(sequence, tokens, progress, signal);
  const room = Math.min(request.maxTokens, sequence.contextSize - tokens.length);
  const last = tokens.at(-1);
  if (last === undefined) throw new Error('empty prompt');
  const { repeatPenalty, ...sampling } = request.sampling;
  const written: Token[] = [];
  const options: SequenceEvaluateOptions = {
    ...sampling,
    ...(repeatPenalty === undefined
      ? {}
      : { repeatPenalty: { punishTokens: () => written.slice(-punishedTokens), penalty: repeatPenalty } }),
    tokenBias: request.bias,
    // The prompt is cut to fit before it comes here; a shift in mid-suggestion would throw the cache away.
    contextShift: { size: 1 },
  };
  let generated = 0;
  let firstTokenAt = performance.now();
  const summary = (ended: GenerateSummary['ended']): GenerateSummary => ({
    ended,
    generatedTokens: generated,
    ms: performance.now() - firstTokenAt,
  });
  const stream = sequence.evaluateWithMetadata([last], { confidence: request.probabilities }, options);
  for await (const { token, ...metadata } of stream) {
    progress.advance();
    if (generated === 0) {
      firstTokenAt = performance.now();
      emit({ kind: 'prompt', tokens: tokens.length, reused, evaluated, ms: firstTokenAt - began });
    }
    signal.throwIfAborted();
    if (request.stops.has(token) || request.isSpecial(token)) return summary('stop');
    generated++;
    written.push(token);
    request.onToken(token, 'confidence' in metadata ? Number(metadata.confidence) : null);
    if (generated >= room) return summary('length');
  }
  if (generated === 0)
    emit({ kind: 'prompt', tokens: tokens.length, reused, evaluated, ms: performance.now() - began });
  return summary('end');
}
