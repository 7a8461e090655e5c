import type { LlamaContextSequence, Token, TokenBias } from 'node-llama-cpp';
import { Failure } from '../base/errors.ts';
import type { GenerateEvent, GenerateRequest, GenerateSummary, Sampling } from '../protocol/workerApi.ts';
import type { DraftPolicy } from './drafts.ts';
import { greedyTokens, isGreedy, sampledTokens } from './nextTokens.ts';
import type { Stepping } from './stepping.ts';

/** Brings the KV cache to `tokens` less the last one, reusing the longest common prefix. Returns what it did. */
export async function prefill(
  sequence: LlamaContextSequence,
  tokens: Token[],
  stepping: Stepping,
  signal: AbortSignal,
): Promise<{ reused: number; evaluated: number }> {
  if (tokens.length >= sequence.contextSize) {
    throw new Failure('contextTooLong', { needed: tokens.length, size: sequence.contextSize });
  }
  const end = tokens.length - 1;
  const reused = Math.min(sequence.compareContextTokens(tokens).firstDifferentIndex, end);
  if (sequence.nextTokenIndex > reused) {
    await sequence.eraseContextTokenRanges([{ start: reused, end: sequence.nextTokenIndex }]);
  }
  // A model with recurrent state cannot always go back to any index: believe what the sequence says it kept.
  const kept = Math.min(sequence.nextTokenIndex, reused);
  for (let at = kept; at < end;) {
    signal.throwIfAborted();
    const chunk = tokens.slice(at, Math.min(at + stepping.chunk, end));
    await stepping.pass(chunk.length, () => sequence.evaluateWithoutGeneratingNewTokens(chunk));
    at += chunk.length;
  }
  signal.throwIfAborted();
  return { reused: kept, evaluated: end - kept };
}

export type DecodeRequest = {
  tokens: Token[];
  /** 0: nothing but the prompt. */
  maxTokens: number;
  stops: ReadonlySet<Token>;
  sampling: Sampling;
  /** Bias for the next token; an empty one once the healed characters are spelled. */
  bias: () => TokenBias;
  isHealing: () => boolean;
  drafts: GenerateRequest['drafts'];
  probabilities: boolean;
  /** Streams the text of each token. */
  onToken: (token: Token, probability: number | null) => void;
  isSpecial: (token: Token) => boolean;
  /** Its number in the life of the process. */
  call: number;
};

/** Prefill, then token by token; aborts between two tokens. */
export async function decode(
  sequence: LlamaContextSequence,
  request: DecodeRequest,
  emit: (event: GenerateEvent) => void,
  stepping: Stepping,
  draftPolicy: DraftPolicy,
  signal: AbortSignal,
): Promise<GenerateSummary> {
  const { tokens } = request;
  const began = performance.now();
  if (tokens.length === 0) throw new Error('empty prompt');
  const { reused, evaluated } = await prefill(sequence, tokens, stepping, signal);
  const promptDone = (withLast: number): void =>
    emit({
      kind: 'prompt',
      tokens: tokens.length,
      reused,
      evaluated: evaluated + withLast,
      ms: performance.now() - began,
      call: request.call,
    });
  let generated = 0;
  let firstTokenAt = performance.now();
  const summary = (ended: GenerateSummary['ended']): GenerateSummary => ({
    ended,
    generatedTokens: generated,
    ms: performance.now() - firstTokenAt,
    passes: stepping.passes,
  });
  if (request.maxTokens === 0) {
    promptDone(0);
    return summary('length');
  }
  const room = Math.min(request.maxTokens, sequence.contextSize - tokens.length);
  const chosen = isGreedy(sequence, request)
    ? greedyTokens(sequence, request, room, stepping, draftPolicy)
    : sampledTokens(sequence, request, stepping);
  for await (const { token, probability } of chosen) {
    if (generated === 0) {
      firstTokenAt = performance.now();
      promptDone(1);
    }
    signal.throwIfAborted();
    if (request.stops.has(token) || request.isSpecial(token)) return summary('stop');
    generated++;
    request.onToken(token, probability);
    if (generated >= room) return summary('length');
  }
  if (generated === 0) promptDone(1);
  return summary('end');
}
