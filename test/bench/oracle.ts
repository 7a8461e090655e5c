/** Model calls per accepted suggestion, with a model that always writes what the user is about to write. */
import { silentLog } from '../../src/base/log.ts';
import { CompletionEngine, type EngineParts } from '../../src/completion/engine.ts';
import type { CompletionModel } from '../../src/completion/modelCalls.ts';
import type { Outcome, Suggestion } from '../../src/completion/outcome.ts';
import { fakeRuntime } from '../../src/runtimes/testing/fakeRuntime.ts';
import type { GenerateRequest } from '../../src/protocol/workerApi.ts';
import { CountedRuntime } from './counted.ts';
import type { Recording } from './recording.ts';
import { blocks, snapshotAt, type Block } from './replay.ts';
import { benchOptions } from './session.ts';
import { VirtualClock } from './virtualClock.ts';

/** Pauses before a suggestion is taken, and between two typed keys. Milliseconds. */
const readingMs = 500;
const keyMs = 140;

/** Shorter pieces are corrections, not blocks. Characters. */
const leastBlock = 20;

export type OracleCounts = {
  blocks: number;
  accepted: number;
  keys: number;
  /** Calls that the user waited for, or whose text was shown; and those made ahead that came to nothing. */
  calls: number;
  callsUnused: number;
};

export async function acceptBlocks(
  recordings: readonly Recording[],
  model: CompletionModel,
  syntax: EngineParts['syntax'],
): Promise<OracleCounts> {
  const counts: OracleCounts = { blocks: 0, accepted: 0, keys: 0, calls: 0, callsUnused: 0 };
  for (const recording of recordings) {
    for (const block of blocks(recording))
      if (block.text.length >= leastBlock) await writeBlock(block, model, syntax, counts);
  }
  return counts;
}

/** The user takes whatever agrees with what they are about to write, and types the rest. */
async function writeBlock(
  { path, textBefore, offset, text }: Block,
  model: CompletionModel,
  syntax: EngineParts['syntax'],
  counts: OracleCounts,
): Promise<void> {
  const clock = new VirtualClock();
  const head = textBefore.slice(0, offset);
  const whole = head + text + textBefore.slice(offset);
  const runtime = new CountedRuntime(fakeRuntime({ answers: (request) => restOf(request, whole), contextSize: 4096 }));
  const settled = (): Promise<void> => runtime.settled();
  const engine = new CompletionEngine({
    runtime,
    model: () => model,
    now: clock.now,
    sleep: clock.sleep,
    log: silentLog,
    ...(syntax ? { syntax: runtime.watch(syntax) } : {}),
  });
  counts.blocks++;
  /** Prompts of calls made ahead whose text has not been shown. */
  const ahead = new Set<unknown>();
  let done = 0;
  const shown: { outcome: Outcome | null } = { outcome: null };
  while (done < text.length) {
    const left = text.slice(done);
    const { outcome } = shown;
    const offered = outcome?.kind === 'suggestion' ? agreeing(outcome, left, textBefore.slice(offset)) : '';
    const inserted = offered.trim().length > 1 ? offered : (/^\n[ \t]*|^[^]/u.exec(left)?.[0] ?? left);
    const callsBefore = runtime.calls.length;
    await clock.pass(inserted === offered ? readingMs : keyMs, settled);
    for (const { request } of runtime.calls.slice(callsBefore)) ahead.add(request.prompt);
    if (inserted === offered) counts.accepted++;
    else counts.keys++;
    done += inserted.length;
    shown.outcome = null;
    const now = textBefore.slice(0, offset) + text.slice(0, done) + textBefore.slice(offset);
    void engine
      .suggest(snapshotAt(path, now, offset + done), benchOptions, new AbortController().signal)
      .then((answered) => (shown.outcome = answered));
    await settled();
    const prompt = (shown.outcome as Outcome | null)?.trace.prompt;
    if (shown.outcome !== null && prompt) ahead.delete(prompt);
  }
  counts.calls += runtime.calls.length - ahead.size;
  counts.callsUnused += ahead.size;
}

/** As much of a suggestion as is to be written; what it writes over the text after the cursor may stand there already. */
function agreeing({ text, replaceAfter }: Suggestion, left: string, after: string): string {
  return (left + after.slice(0, replaceAfter)).startsWith(text) ? text.slice(0, left.length) : '';
}

/** What stands in `whole` behind the text before the cursor of a prompt, whose anchored prefix may begin anywhere. */
function restOf({ prompt }: GenerateRequest, whole: string): string {
  const at = (special: string): number => prompt.findIndex((part) => 'special' in part && part.special === special);
  const textIn = (from: number, to?: number): string =>
    prompt
      .slice(from + 1, to)
      .map((part) => ('text' in part ? part.text : ''))
      .join('');
  const before = textIn(at('<|fim_prefix|>'), at('<|fim_suffix|>')) + textIn(at('<|fim_middle|>'));
  const found = before === '' ? 0 : whole.lastIndexOf(before);
  return found < 0 ? '' : whole.slice(found + before.length);
}
