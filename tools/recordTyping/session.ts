import { formatRecording, type RecordedEvent, type Recording } from '../../test/bench/recording.ts';
import { Desk } from '../../test/bench/replay.ts';
import { Random } from './random.ts';
import { editsBetween, type Edit } from './textDiff.ts';
import { Typist } from './typist.ts';

/** A change to be typed: files before and after. The order of `after` is the order of work; other files are open to be read. */
export type Change = Omit<Recording, 'events'> & { after: Record<string, string> };

/** Events that a session should not exceed: the more there is to write, the more suggestions are taken. */
const mostEvents = 400;
const trusts = [0.15, 0.3, 0.45, 0.6, 0.8, 1];

/** The same change and seed give the same recording. */
export function record({ after, ...change }: Change): Recording {
  let events: RecordedEvent[] = [];
  for (const trust of trusts) {
    events = typed(change, after, trust);
    if (events.length <= mostEvents) break;
  }
  return { ...change, events };
}

export function recordedFile(change: Change): string {
  return formatRecording(record(change));
}

function typed(change: Omit<Change, 'after'>, after: Record<string, string>, trust: number): RecordedEvent[] {
  const random = new Random(change.seed);
  const typist = new Typist(new Desk(change), random, trust);
  const done = new Map<string, Edit[]>();
  for (const { path, edits } of visits(change.files, after)) {
    typist.open(path);
    for (const edit of edits) {
      const earlier = done.get(path) ?? [];
      const shift = earlier
        .filter(({ offset }) => offset < edit.offset)
        .reduce((sum, { text, removed }) => sum + text.length - removed, 0);
      // Now and then one looks something up before going on.
      if (random.chance(0.2)) typist.move(random.whole(0, typist.desk.text.length));
      typist.move(edit.offset + shift);
      if (edit.removed > 0) typist.do(['delete', random.whole(500, 1500), edit.removed]);
      typist.write(edit.text);
      done.set(path, [...earlier, edit]);
    }
  }
  return typist.events;
}

/** Files in their order of work; the end of the first one waits until the second is done. */
function visits(files: Record<string, string>, after: Record<string, string>): { path: string; edits: Edit[] }[] {
  const all = Object.entries(after)
    .map(([path, text]) => ({ path, edits: editsBetween(files[path] ?? '', text) }))
    .filter(({ edits }) => edits.length > 0);
  const [first, second, ...rest] = all;
  if (!first || !second || first.edits.length < 2) return all;
  const half = Math.ceil(first.edits.length / 2);
  return [
    { path: first.path, edits: first.edits.slice(0, half) },
    second,
    { path: first.path, edits: first.edits.slice(half) },
    ...rest,
  ];
}
