import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sleep } from '../base/abort.ts';
import { Failure } from '../base/errors.ts';
import { CompletionEngine } from '../completion/engine.ts';
import { reasons } from '../completion/outcome.ts';
import type { Snapshot } from '../completion/snapshot.ts';
import { windowAround } from '../completion/textWindow.ts';
import { inspectModelFile } from '../models/modelFile.ts';
import { UsageError, type CommandParts } from './usage.ts';

/** `hearth complete FILE:LINE:COLUMN` */
export async function complete(
  parts: CommandParts,
  positionals: string[],
  length: string,
  signal: AbortSignal,
): Promise<number> {
  const [place = '', ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`One place is expected, not ${positionals.length}.`);
  if (length !== 'line' && length !== 'block') throw new UsageError('--length is "line" or "block".');
  const snapshot = await snapshotAt(place);
  const model = await inspectModelFile(parts.modelPath, signal);
  if (!model.fim) throw new Failure('modelNoFim', { name: model.name });
  const { runtime, log } = parts;
  const now = (): number => performance.now();
  const engine = new CompletionEngine({ runtime, model: () => model, now, sleep, log });
  const outcome = await engine.suggest(snapshot, { length, minimumDelayMs: 0, inComments: true }, signal);
  signal.throwIfAborted();
  if (outcome.kind === 'none' && outcome.failure) throw outcome.failure;
  const { trace } = outcome;
  if (parts.isJson) {
    return parts.print(
      JSON.stringify({
        text: outcome.kind === 'suggestion' ? outcome.text : '',
        ...(outcome.kind === 'none' ? { reason: outcome.reason } : { replaceAfter: outcome.replaceAfter }),
        model: model.name,
        endedBy: trace.endedBy,
        promptTokens: trace.promptTokens,
        tokensEvaluated: trace.evaluatedTokens,
        tokensReused: trace.reusedTokens,
        tokensGenerated: trace.generatedTokens,
        promptMs: round(trace.promptMs),
        milliseconds: round(trace.totalMs),
      }),
    );
  }
  if (outcome.kind === 'suggestion') return parts.print(outcome.text);
  process.stderr.write(`nothing shown: ${reasons[outcome.reason]}\n`);
  return 1;
}

const round = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 10) / 10);

/** Reads the file and finds the cursor; line and column count from 1, as editors show them. */
export async function snapshotAt(place: string): Promise<Snapshot> {
  const match = /^(.+):(\d+):(\d+)$/.exec(place);
  if (!match)
    throw new UsageError(`"${place}" is not a place; FILE:LINE:COLUMN is expected, such as src/main.ts:12:8.`);
  const [, file = '', lineText = '', columnText = ''] = match;
  const [line, column] = [Number(lineText), Number(columnText)];
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new UsageError(code === 'ENOENT' ? `${file} was not found.` : `${file} could not be read (${code}).`, {
      cause: error,
    });
  }
  const lines = text.split('\n');
  const here = lines[line - 1];
  if (here === undefined || line < 1)
    throw new UsageError(`${file} has ${lines.length} lines; line ${line} is not one of them.`);
  if (column < 1 || column > here.length + 1) {
    throw new UsageError(`Line ${line} of ${file} has columns 1 to ${here.length + 1}; ${column} is not one of them.`);
  }
  const around = windowAround({ count: lines.length, text: (index) => lines[index] ?? '' }, line - 1, column - 1);
  const { startLine, startColumn, ...window } = around;
  return {
    uri: pathToFileURL(resolve(file)).href,
    languageId: file.split('.').at(-1) ?? '',
    ...window,
    beforeStart: lines.slice(0, startLine).reduce((sum, before) => sum + before.length + 1, 0) + startColumn,
    trigger: 'manual',
  };
}
