/**
 * Writes test/recordings/*.json anew. By hand, on Node 24, in a checkout with its history:
 *   node tools/recordTyping/main.ts [name…]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { formatRecording, parseRecording, recordingsFolder } from '../../test/bench/recording.ts';
import { filesAfter } from '../../test/bench/replay.ts';
import { record } from './session.ts';
import { changes } from './sources.ts';

const wanted = process.argv.slice(2);
for (const change of changes()) {
  if (wanted.length > 0 && !wanted.includes(change.name)) continue;
  const recording = record(change);
  parseRecording(recording);
  const after = filesAfter(recording);
  for (const [path, text] of Object.entries(change.after)) {
    if (after[path] !== text) throw new Error(`${change.name}: ${path} is not what was to be written`);
  }
  writeFileSync(join(recordingsFolder, `${change.name}.json`), formatRecording(recording));
  const written = Object.values(change.after).reduce((sum, text) => sum + text.split('\n').length, 0);
  process.stdout.write(`${change.name}: ${recording.events.length} events, ${written} lines in the edited files\n`);
}
