/** A recorded typing session: files before, and every key that changed them. test/recordings/README.md says where each comes from. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const pauseMs = v.pipe(v.number(), v.integer(), v.minValue(0));
const offset = v.pipe(v.number(), v.integer(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const some = v.pipe(v.string(), v.minLength(1));

/** What happened, the pause before it in milliseconds, and its arguments. Every event acts at the cursor of the active file. */
const eventSchema = v.union([
  v.strictTuple([v.literal('open'), pauseMs, some]),
  v.strictTuple([v.literal('move'), pauseMs, offset]),
  /** One character, or what one press of the tab key inserts. */
  v.strictTuple([v.literal('type'), pauseMs, some]),
  /** An opening character, and the closing one that the editor adds after the cursor. */
  v.strictTuple([v.literal('pair'), pauseMs, some, some]),
  /** A closing character that stands there already: the cursor passes it. */
  v.strictTuple([v.literal('over'), pauseMs, some]),
  /** The indentation of the new line, and what goes after the cursor where a pair was split. A blank line loses its white space. */
  v.strictTuple([v.literal('enter'), pauseMs, v.string(), v.string()]),
  /** Characters removed before the cursor: 1, or an indentation. */
  v.strictTuple([v.literal('backspace'), pauseMs, count]),
  /** Characters of a selection that begins at the cursor, removed. */
  v.strictTuple([v.literal('delete'), pauseMs, count]),
  /** The text of a suggestion taken with Tab, and how many characters after the cursor it replaces. */
  v.strictTuple([v.literal('accept'), pauseMs, some, offset]),
  /** As `accept`, of the first line, or of the next words, of a longer suggestion. */
  v.strictTuple([v.literal('acceptLine'), pauseMs, some, offset]),
  v.strictTuple([v.literal('acceptWord'), pauseMs, some, offset]),
]);

const recordingSchema = v.strictObject({
  name: some,
  language: v.picklist(['typescript', 'python', 'go', 'java', 'cpp', 'html']),
  /** `commit`: a commit of this repository; `written`: made for this purpose. */
  origin: v.strictObject({ kind: v.picklist(['commit', 'written']), what: some }),
  /** Of the typist's random numbers. */
  seed: offset,
  /** Text of each file before the session; a file made in the session is empty. */
  files: v.record(some, v.string()),
  /** Tabs when the session begins. */
  open: v.array(some),
  events: v.array(eventSchema),
});

export type RecordedEvent = v.InferOutput<typeof eventSchema>;
export type Recording = v.InferOutput<typeof recordingSchema>;

/** Throws where `data` is not a recording. */
export function parseRecording(data: unknown): Recording {
  return v.parse(recordingSchema, data);
}

/** Columns of a line of JSON, as the formatter wraps it. */
const columns = 120;

/** The recording as a file, an event a line, formatted as the repository's formatter does. */
export function formatRecording({ events, open, ...rest }: Recording): string {
  const head = JSON.stringify(rest, null, 2).replace(/\n\}$/, '');
  const lines = events.map((event, index) => `    ${arrayText(event, 4, index < events.length - 1 ? 1 : 0)}`);
  const tabs = arrayText(open, 2, '"open": ,'.length);
  return `${head},\n  "open": ${tabs},\n  "events": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** On one line where it fits beside `taken` characters, else an item a line. */
function arrayText(items: readonly unknown[], indent: number, taken: number): string {
  const texts = items.map((item) => JSON.stringify(item));
  const line = `[${texts.join(', ')}]`;
  if (indent + line.length + taken <= columns) return line;
  const inner = texts.map((text) => `${' '.repeat(indent + 2)}${text}`).join(',\n');
  return `[\n${inner}\n${' '.repeat(indent)}]`;
}

export const recordingsFolder = join(import.meta.dirname, '..', 'recordings');

/** Every recording of the repository, by name. */
export function loadRecordings(): Recording[] {
  return readdirSync(recordingsFolder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => parseRecording(JSON.parse(readFileSync(join(recordingsFolder, file), 'utf8'))));
}
