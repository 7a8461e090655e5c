import * as v from 'valibot';
import { addHistograms, emptyHistogram, timeBounds, tokenBounds } from './histogram.ts';

const number = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(200));
const histogram = (bounds: readonly number[]): v.GenericSchema<number[]> =>
  v.pipe(v.array(number), v.length(bounds.length + 1));
const useSchema = v.object({ name, shown: number, accepted: number });

/** Numbers of one day or of several, and the names they belong to. No source text, no paths. */
export const countsSchema = v.object({
  shown: number,
  /** Whole suggestions. */
  accepted: number,
  /** Of whole suggestions and of parts. */
  charactersAccepted: number,
  /** Of those, the ones that were looked at again after 30 s, and the ones that were still there. */
  charactersChecked: number,
  charactersKept: number,
  tokensReused: number,
  tokensEvaluated: number,
  /** From the key to the suggestion. */
  times: histogram(timeBounds),
  /** Prompt tokens evaluated for each request that reached the model. */
  evaluated: histogram(tokenBounds),
  silences: v.array(v.object({ reason: name, times: number })),
  languages: v.array(useSchema),
  models: v.array(useSchema),
});
export type Counts = v.InferOutput<typeof countsSchema>;
export type Use = Counts['languages'][number];

export function emptyCounts(): Counts {
  return {
    shown: 0,
    accepted: 0,
    charactersAccepted: 0,
    charactersChecked: 0,
    charactersKept: 0,
    tokensReused: 0,
    tokensEvaluated: 0,
    times: emptyHistogram(timeBounds),
    evaluated: emptyHistogram(tokenBounds),
    silences: [],
    languages: [],
    models: [],
  };
}

export function addCounts(a: Counts, b: Counts): Counts {
  const sum: Counts = {
    shown: a.shown + b.shown,
    accepted: a.accepted + b.accepted,
    charactersAccepted: a.charactersAccepted + b.charactersAccepted,
    charactersChecked: a.charactersChecked + b.charactersChecked,
    charactersKept: a.charactersKept + b.charactersKept,
    tokensReused: a.tokensReused + b.tokensReused,
    tokensEvaluated: a.tokensEvaluated + b.tokensEvaluated,
    times: addHistograms(a.times, b.times),
    evaluated: addHistograms(a.evaluated, b.evaluated),
    silences: a.silences.map((silence) => ({ ...silence })),
    languages: a.languages.map((language) => ({ ...language })),
    models: a.models.map((model) => ({ ...model })),
  };
  for (const { reason, times } of b.silences) countSilence(sum, reason, times);
  for (const { name: language, ...use } of b.languages) countUse(sum.languages, language, use);
  for (const { name: model, ...use } of b.models) countUse(sum.models, model, use);
  return sum;
}

export function countSilence({ silences }: Counts, reason: string, times = 1): void {
  const known = silences.find((silence) => silence.reason === reason);
  if (known) known.times += times;
  else silences.push({ reason, times });
}

export function countUse(
  uses: Use[],
  of: string,
  { shown = 0, accepted = 0 }: { shown?: number; accepted?: number },
): void {
  const known = uses.find((other) => other.name === of.slice(0, 200));
  if (known) {
    known.shown += shown;
    known.accepted += accepted;
  } else uses.push({ name: of.slice(0, 200), shown, accepted });
}
