/**
 * How often greedy text of a model is exactly the rest of a line, or the whole next line, by layout of the prompt. The places
 * lie in the recordings' files as the sessions leave them: no model can have been trained on them.
 */
import { PromptLayout, type LayoutModel } from '../../src/completion/layout.ts';
import { fimPrompt } from '../../src/completion/fimPrompt.ts';
import { Anchor, budgetFor, type CountTokens } from '../../src/completion/anchor.ts';
import type { EngineParts } from '../../src/completion/engine.ts';
import type { CompletionModel } from '../../src/completion/modelCalls.ts';
import type { Snapshot } from '../../src/completion/snapshot.ts';
import { RepositoryContext } from '../../src/context/repositoryContext.ts';
import type { FimProfile } from '../../src/models/fimProfiles.ts';
import type { PromptPart } from '../../src/protocol/workerApi.ts';
import { Random } from '../../tools/recordTyping/random.ts';
import type { Recording } from './recording.ts';
import { filesAfter, languageIdOf, snapshotAt } from './replay.ts';

type Place = { snapshot: Snapshot; wanted: string; files: Record<string, string>; path: string };

/** Tokens of an answer: a line is hardly longer. */
const maxTokens = 48;
/** As in the engine, so that the same budgets are split. */
const answerTokens = 128;

const signal = new AbortController().signal;

/**
 * `rest`: from inside a line to its end. `next`: from the indentation of a new line to its end. `crossFile`: a rest with a name
 * that the file has nowhere else and another file has, as benchmarks of completion across files choose their places.
 */
export type PlaceKind = 'rest' | 'next' | 'crossFile';

export function placesIn(recordings: readonly Recording[], kind: PlaceKind, perRecording: number): Place[] {
  const places: Place[] = [];
  for (const recording of recordings) {
    const files = filesAfter(recording);
    const random = new Random(recording.seed);
    const lines = Object.entries(files).flatMap(([path, text]) => linesIn(path, text));
    const usable = lines.filter(({ line }) => line.trim().length > 3 && !/^\s*(\/?\*|\/\/|#)/.test(line));
    for (let taken = 0; taken < perRecording;) {
      const { path, text, start, line } = random.pick(usable);
      const indent = /^\s*/.exec(line)?.[0].length ?? 0;
      const column = kind === 'next' ? indent : indent + 1 + random.whole(0, Math.max(0, line.length - indent - 2));
      const wanted = line.slice(column).trimEnd();
      if (wanted.length < 3) continue;
      const offset = start + column;
      // The rest of the line is what is to be written, so it must not stand after the cursor.
      const without = text.slice(0, offset) + text.slice(start + line.length);
      if (kind === 'crossFile' && !isAcrossFiles(wanted, without, files, path)) continue;
      if (places.some((place) => place.path === path && place.files === files && place.wanted === wanted)) continue;
      places.push({ snapshot: snapshotAt(path, without, offset), wanted, files, path });
      taken++;
    }
  }
  return places;
}

/** Shorter names are everywhere. */
const names = /[A-Za-z_]\w{3,}/g;

function isAcrossFiles(wanted: string, without: string, files: Record<string, string>, path: string): boolean {
  const here = new Set(without.match(names));
  const others = new Set(
    Object.entries(files).flatMap(([other, text]) => (other === path ? [] : (text.match(names) ?? []))),
  );
  return (wanted.match(names) ?? []).some((name) => !here.has(name) && others.has(name));
}

function linesIn(path: string, text: string): { path: string; text: string; start: number; line: string }[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const entry = { path, text, start, line };
    start += line.length + 1;
    return entry;
  });
}

type Laid = { prompt: PromptPart[]; heal: boolean };
type Lay = (place: Place, parts: LayParts) => Promise<Laid>;
type LayParts = { fim: FimProfile; contextSize: number; countTokens: CountTokens; path: string };

export const layouts: Record<string, Lay> = {
  'this layout': (place, parts) => anchored(place, parts, false),
  'this layout, with repository chunks': (place, parts) => anchored(place, parts, true),
  'prefix, suffix, middle (PSM)': (place, parts) => atCursor(place, parts, 'psm'),
  'suffix, prefix, middle (SPM)': (place, parts) => atCursor(place, parts, 'spm'),
};

async function anchored({ snapshot, files, path }: Place, parts: LayParts, hasChunks: boolean): Promise<Laid> {
  const context = new RepositoryContext();
  for (const [other, text] of Object.entries(files)) {
    if (other !== path)
      context.noteOpen({ path: other, languageId: languageIdOf(other), text, startLine: 0, isWhole: true });
  }
  const repository = {
    describe: () => ({ repository: 'project', path }),
    candidates: () => (hasChunks ? context.candidates({ ...snapshot, path }) : []),
  };
  const layout = new PromptLayout(answerTokens, repository);
  const model: LayoutModel = { ...parts };
  const { prompt, isTyped } = await layout.promptFor(snapshot, model, () => undefined);
  return { prompt, heal: isTyped };
}

/** The usual way: the prefix ends at the cursor. */
async function atCursor(
  { snapshot }: Place,
  { fim, contextSize, countTokens }: LayParts,
  order: 'psm' | 'spm',
): Promise<Laid> {
  const { head, typed, tail } = (
    await Anchor.place(snapshot, budgetFor(contextSize, answerTokens, false), countTokens)
  ).textFor(snapshot) ?? { head: '', typed: '', tail: '' };
  return { prompt: fimPrompt({ ...fim, order }, { head: head + typed, typed: '', tail }), heal: order === 'spm' };
}

export type Quality = { exact: number; begins: number; places: number };

/** `exact`: the line is right to its end. `begins`: characters that are right before the first wrong one, as a share. */
export async function measure(
  places: readonly Place[],
  lay: Lay,
  { runtime, model }: { runtime: EngineParts['runtime']; model: CompletionModel & { fim: FimProfile } },
): Promise<Quality> {
  const { contextSizes } = await runtime.load(model, signal);
  const parts: LayParts = {
    fim: model.fim,
    path: model.path,
    contextSize: contextSizes.completion,
    countTokens: (texts) => runtime.countTokens(model, texts, signal),
  };
  const quality: Quality = { exact: 0, begins: 0, places: places.length };
  for (const place of places) {
    const text = await lineOf(await lay(place, parts), model, runtime);
    if (text.trimEnd() === place.wanted) quality.exact++;
    let same = 0;
    while (same < place.wanted.length && text[same] === place.wanted[same]) same++;
    quality.begins += same / place.wanted.length / places.length;
  }
  return quality;
}

/** The first line that the model writes. */
async function lineOf(
  { prompt, heal }: Laid,
  model: CompletionModel & { fim: FimProfile },
  runtime: EngineParts['runtime'],
): Promise<string> {
  const ended = new AbortController();
  let text = '';
  const { stops } = model.fim;
  const request = { context: 'completion', prompt, maxTokens, stops, heal, probabilities: false } as const;
  try {
    await runtime.generate(
      model,
      { ...request, sampling: { temperature: 0 } },
      (event) => {
        if (event.kind !== 'text') return;
        text += event.text;
        if (text.includes('\n')) ended.abort();
      },
      ended.signal,
    );
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  }
  return text.split('\n', 1)[0] ?? '';
}
