import type { ControlledEvaluateInputItem, LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import type { DecodeRequest } from './decode.ts';
import { draftLength, lookUp, type DraftPolicy } from './drafts.ts';
import type { Stepping } from './stepping.ts';

/** How far back a repetition is punished, as in other runtimes by default. */
const punishedTokens = 64;

/**
 * The probability of a token is told among this many likeliest ones: asked for the whole vocabulary the library sorts it, 14 ms
 * for 150,000 tokens beside the 30 ms that the token itself takes; a list of so few costs 1 ms, and holds nearly all of the mass.
 */
const likeliest = 128;

/** A token the model chose, and its probability where it was asked for. It ends the stream by not being there. */
export type NextToken = { token: Token; probability: number | null };

/** Chooses token after token by `request.sampling`. */
export async function* sampledTokens(
  sequence: LlamaContextSequence,
  request: DecodeRequest,
  stepping: Stepping,
): AsyncGenerator<NextToken, void> {
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
  const stream = sequence.evaluateWithMetadata(
    request.tokens.slice(-1),
    { confidence: request.probabilities },
    options,
  );
  try {
    for (;;) {
      const { done, value } = await stepping.pass(0, () => stream.next());
      if (done) return;
      written.push(value.token);
      yield { token: value.token, probability: 'confidence' in value ? Number(value.confidence) : null };
    }
  } finally {
    await stream.return();
  }
}

/** True where `greedyTokens` does the same as `sampledTokens`, with fewer passes. */
export function isGreedy(sequence: LlamaContextSequence, { sampling }: DecodeRequest): boolean {
  // Going back over a refused draft is not free with a recurrent state.
  return sampling.temperature === 0 && sampling.repeatPenalty === undefined && !sequence.needsCheckpoints;
}

/**
 * The likeliest token each time. Where the end of the text stood before, what followed there is evaluated along as a draft, and
 * kept as far as the model says the same: several tokens in one pass, each of them the one it would have been without.
 */
export async function* greedyTokens(
  sequence: LlamaContextSequence,
  request: DecodeRequest,
  room: number,
  stepping: Stepping,
  policy: DraftPolicy,
): AsyncGenerator<NextToken, void> {
  const text = [...request.tokens];
  const { drafts } = request;
  let isOn = drafts !== 'never';
  let fruitless = 0;
  for (let left = room; left > 0;) {
    const mayDraft = isOn && !request.isHealing() && (drafts === 'always' || policy.pays);
    const draft = mayDraft ? lookUp(text, Math.min(draftLength, left - 1)) : [];
    const input = [...text.slice(-1), ...draft];
    const began = performance.now();
    const outputs = await stepping.pass(draft.length === 0 ? 0 : input.length, () =>
      sequence.controlledEvaluate(
        input.map((token) => chosenAfter(token, request)),
        { contextShift: { size: 1 } },
      ),
    );
    const chosen: NextToken[] = [];
    for (const output of outputs) {
      const next = output && choice(output.next);
      if (!next) throw new Error('no token was chosen');
      chosen.push(next);
      if (next.token !== draft[chosen.length - 1]) break;
    }
    const accepted = chosen.length - 1;
    const refused = draft.length - accepted;
    if (refused > 0) {
      const end = sequence.nextTokenIndex;
      await sequence.eraseContextTokenRanges([{ start: end - refused, end }]);
    }
    if (draft.length === 0) policy.plain(performance.now() - began);
    else {
      policy.drafted(performance.now() - began, accepted);
      fruitless = accepted === 0 ? fruitless + 1 : 0;
      if (fruitless === 2) isOn = false;
    }
    left -= chosen.length;
    for (const next of chosen) {
      if (sequence.model.isEogToken(next.token)) return;
      text.push(next.token);
      yield next;
    }
  }
}

function chosenAfter(token: Token, { probabilities, bias }: DecodeRequest): ControlledEvaluateInputItem {
  if (!probabilities) {
    return [token, { generateNext: { token: true, options: { temperature: 0, tokenBias: bias } } }];
  }
  // What these options sample is not looked at, but the list that it is taken from: its first is the likeliest of all.
  const options = { temperature: 1, topK: likeliest, topP: 1, minP: 0, tokenBias: bias };
  return [token, { generateNext: { probabilities: true, options } }];
}

function choice({
  token,
  probabilities,
}: {
  token?: Token | null;
  probabilities?: Map<Token, number>;
}): NextToken | null {
  if (!probabilities) return token === undefined || token === null ? null : { token, probability: null };
  let best: NextToken | null = null;
  for (const [candidate, probability] of probabilities) {
    if (probability > (best?.probability ?? -1)) best = { token: candidate, probability };
  }
  return best;
}
