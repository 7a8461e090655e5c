/** What a threshold of confidence hides, and of what: shares of suggestions for the rest of a line, by the whole engine. */
import { silentLog } from '../../src/base/log.ts';
import { CompletionEngine, type EngineParts } from '../../src/completion/engine.ts';
import type { CompletionModel } from '../../src/completion/modelCalls.ts';
import { sleep } from '../../src/base/abort.ts';
import { placesIn } from './quality.ts';
import type { Recording } from './recording.ts';
import { benchOptions } from './session.ts';

/** Least probability of the first token, and of later ones. */
const thresholds = [
  [0, 0],
  [0.25, 0.15],
  [0.5, 0.35],
  [0.6, 0.4],
  [0.7, 0.5],
] as const;

/** A suggestion is wrong at once when it differs within so many characters. */
const atOnce = 3;

export async function confidenceTable(
  recordings: readonly Recording[],
  { model, ...parts }: Pick<EngineParts, 'runtime' | 'syntax'> & { model: CompletionModel },
): Promise<string[]> {
  const places = placesIn(recordings, 'rest', 10);
  const lines = ['first  later    shown  of those: exact  a right beginning  wrong at once'];
  for (const [first, later] of thresholds) {
    let [shown, exact, begins, wrong] = [0, 0, 0, 0];
    for (const { snapshot, wanted } of places) {
      const confidence = { first, later };
      const engine = new CompletionEngine({
        ...parts,
        model: () => model,
        now: () => 0,
        sleep,
        log: silentLog,
        confidence,
      });
      const outcome = await engine.suggest(snapshot, benchOptions, new AbortController().signal);
      engine.reset();
      if (outcome.kind === 'none') continue;
      shown++;
      const line = outcome.text.split('\n', 1)[0]?.trimEnd() ?? '';
      if (line === wanted) exact++;
      else if (wanted.startsWith(line)) begins++;
      else if (line.slice(0, atOnce) !== wanted.slice(0, atOnce)) wrong++;
    }
    const share = (part: number, of: number): string => `${of === 0 ? '–' : ((100 * part) / of).toFixed(0)} %`;
    lines.push(
      `${String(first).padEnd(5)}  ${String(later).padEnd(5)} ${share(shown, places.length).padStart(7)} ${share(exact, shown).padStart(16)} ${share(begins, shown).padStart(18)} ${share(wrong, shown).padStart(14)}`,
    );
  }
  return lines;
}
