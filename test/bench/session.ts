/** Recorded sessions through the engine and a model, key by key, on a clock of their own. */
import { silentLog } from '../../src/base/log.ts';
import { CompletionEngine, type CompletionOptions, type EngineParts } from '../../src/completion/engine.ts';
import type { CompletionModel } from '../../src/completion/modelCalls.ts';
import type { Outcome } from '../../src/completion/outcome.ts';
import type { RepositorySource } from '../../src/completion/repository.ts';
import { CountedRuntime } from './counted.ts';
import type { Recording } from './recording.ts';
import { replay, snapshotAt, type Step } from './replay.ts';
import { VirtualClock } from './virtualClock.ts';

export const benchOptions: CompletionOptions = { length: 'block', minimumDelayMs: 0, inComments: true };

/** A cursor that has rested so long is warmed up for, as `src/extension/warmUp.ts` does. Milliseconds. */
const restMs = 150;

export type SessionCounts = {
  keys: number;
  /** Keys for which the model was called, with the prompt tokens that this cost. */
  tokensPerCall: number[];
  /** Keys inside a suggestion that was shown, and those of them that needed a call all the same. */
  keysInside: number;
  keysInsideWithCall: number;
  shown: number;
  /** Prompt tokens evaluated while the user idled: new anchors, and what was written ahead. */
  idleTokens: number;
  callsIdle: number;
  generatedTokens: number;
  /** Characters that the model wrote, and those of them that the user took or typed. */
  writtenCharacters: number;
  usedCharacters: number;
};

/** Pauses before a suggestion is taken, and between two typed keys. Milliseconds. */
const readingMs = 500;
const keyMs = 140;

/** Nobody reaches for Tab for less. Characters. */
const leastTaken = 3;

const accepts = new Set<Step['kind']>(['accept', 'acceptLine', 'acceptWord']);

/** Keys that lead VS Code to ask for a suggestion. */
const asking = new Set<Step['kind']>([
  'type',
  'pair',
  'over',
  'enter',
  'backspace',
  'delete',
  'accept',
  'acceptLine',
  'acceptWord',
]);

export type SessionParts = Pick<EngineParts, 'runtime' | 'syntax'> & {
  model: CompletionModel;
  /** What a recording's other files offer; called anew for each recording. */
  repository?: (recording: Recording) => RepositorySource & { note: (step: Step) => void };
};

type Shown = { step: Step; outcome: Outcome | null };

export async function replaySession(recording: Recording, parts: SessionParts): Promise<SessionCounts> {
  const clock = new VirtualClock();
  const runtime = new CountedRuntime(parts.runtime);
  const settled = (): Promise<void> => runtime.settled();
  const repository = parts.repository?.(recording);
  const engine = new CompletionEngine({
    runtime,
    model: () => parts.model,
    now: clock.now,
    sleep: clock.sleep,
    log: silentLog,
    ...(parts.syntax ? { syntax: runtime.watch(parts.syntax) } : {}),
    ...(repository ? { repository } : {}),
  });
  const counts: SessionCounts = {
    keys: 0,
    tokensPerCall: [],
    keysInside: 0,
    keysInsideWithCall: 0,
    shown: 0,
    idleTokens: 0,
    callsIdle: 0,
    generatedTokens: 0,
    writtenCharacters: 0,
    usedCharacters: 0,
  };
  let last: Shown | undefined;
  let asked = new AbortController();
  let rest: Step | undefined;
  const evaluatedSince = (from: number): number =>
    runtime.calls.slice(from).reduce((sum, { evaluated }) => sum + evaluated, 0);

  const press = async (step: Step): Promise<void> => {
    const idleFrom = runtime.calls.length;
    if (rest && step.pauseMs >= restMs) {
      await clock.pass(restMs, settled);
      const warming = engine.warmUp(rest.snapshot, new AbortController().signal);
      await settled();
      await warming;
      await clock.pass(step.pauseMs - restMs, settled);
    } else await clock.pass(step.pauseMs, settled);
    counts.idleTokens += evaluatedSince(idleFrom);
    counts.callsIdle += runtime.calls.length - idleFrom;
    repository?.note(step);
    rest = step;
    asked.abort();
    if (!asking.has(step.kind)) {
      last = undefined;
      return;
    }
    counts.keys++;
    const isInside = last !== undefined && isInsideShown(last.outcome, step);
    const callsFrom = runtime.calls.length;
    asked = new AbortController();
    const current: Shown = { step, outcome: null };
    void engine.suggest(step.snapshot, benchOptions, asked.signal).then((outcome) => {
      current.outcome = outcome;
      if (outcome.kind === 'suggestion') counts.shown++;
    });
    await settled();
    const called = runtime.calls.length - callsFrom;
    if (called > 0) counts.tokensPerCall.push(evaluatedSince(callsFrom));
    if (isInside) counts.keysInside++;
    if (isInside || step.kind === 'accept') counts.usedCharacters += step.inserted.length;
    if (isInside && called > 0) counts.keysInsideWithCall++;
    last = current;
  };
  let before: Step | undefined;
  for (const step of replay(recording)) {
    if (before && accepts.has(step.kind)) await takeOrType(before, step, () => last?.outcome ?? null, press);
    else await press(step);
    before = step;
  }
  await settled();
  for (const { tokens, characters } of runtime.calls) {
    counts.generatedTokens += tokens;
    counts.writtenCharacters += characters;
  }
  return counts;
}

/**
 * A recorded acceptance: the user takes what this model suggests as far as it agrees with what was accepted, and types the
 * rest, since a suggestion that was not made cannot be taken.
 */
async function takeOrType(
  before: Step,
  step: Step,
  shown: () => Outcome | null,
  press: (step: Step) => Promise<void>,
): Promise<void> {
  const head = before.text.slice(0, before.offset);
  const tail = before.text.slice(before.offset);
  const replaced = tail.length - (step.text.length - step.offset);
  let done = 0;
  while (done < step.inserted.length) {
    const left = step.inserted.slice(done);
    const outcome = shown();
    const offered = outcome?.kind === 'suggestion' && left.startsWith(outcome.text) ? outcome.text : '';
    const isTaken = offered.length >= leastTaken;
    const inserted = isTaken ? offered : (/^\n[ \t]*|^[^]/u.exec(left)?.[0] ?? left);
    done += inserted.length;
    const isLast = done === step.inserted.length;
    const text = head + step.inserted.slice(0, done) + (isLast ? tail.slice(replaced) : tail);
    const offset = head.length + done;
    const kind = isTaken ? 'accept' : inserted.startsWith('\n') ? 'enter' : 'type';
    const pauseMs = isTaken ? readingMs : done === inserted.length ? step.pauseMs : keyMs;
    await press({ ...step, kind, pauseMs, inserted, text, offset, snapshot: snapshotAt(step.path, text, offset) });
  }
}

/** The user types what stands there as a suggestion. */
function isInsideShown(outcome: Outcome | null, { kind, inserted }: Step): boolean {
  if (outcome?.kind !== 'suggestion' || kind === 'backspace' || kind === 'delete' || inserted === '') return false;
  return outcome.text.startsWith(inserted) && outcome.text.length > inserted.length;
}
