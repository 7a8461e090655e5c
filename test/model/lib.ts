import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../src/base/log.ts';
import type { GenerateEvent, GenerateRequest, GenerateSummary } from '../../src/protocol/workerApi.ts';
import { EmbeddedRuntime, type EmbeddedOptions } from '../../src/runtimes/embedded/embeddedRuntime.ts';
import type { RuntimeModel } from '../../src/runtimes/runtime.ts';

const root = join(import.meta.dirname, '..', '..');
export const workerPath = join(root, 'dist', 'worker.mjs');
export const starter: RuntimeModel = { path: join(root, 'models', 'hearth-starter-q8_0.gguf'), name: 'Starter' };
/** Models of about 1 MB that always say the same (tools/mkgguf.py). */
export const scripted = (name: 'code' | 'chat' | 'nofim' | 'repeat'): RuntimeModel => ({
  path: join(root, 'test', 'fixtures', 'models', `${name}.gguf`),
  name,
});

export const never = new AbortController().signal;

export function embedded(options: Partial<EmbeddedOptions> = {}): EmbeddedRuntime {
  return new EmbeddedRuntime({ workerPath, gpu: 'off', threads: 1, log: silentLog, ...options });
}

export function completionRequest(typed: string, change: Partial<GenerateRequest> = {}): GenerateRequest {
  const prompt = [
    { special: '<|fim_prefix|>' },
    { text: 'export class Stack {\n  #items = [];\n\n' },
    { special: '<|fim_suffix|>' },
    { text: '\n}\n' },
    { special: '<|fim_middle|>' },
    { text: typed },
  ];
  const sampling = { temperature: 0 };
  return {
    context: 'completion',
    prompt,
    maxTokens: 12,
    stops: [],
    sampling,
    heal: true,
    probabilities: false,
    ...change,
  };
}

export type Generated = { text: string; summary: GenerateSummary; evaluated: number; reused: number };

export async function generate(
  runtime: EmbeddedRuntime,
  model: RuntimeModel,
  request: GenerateRequest,
  onText: (text: string) => void = () => undefined,
  signal: AbortSignal = never,
): Promise<Generated> {
  let text = '';
  let counts = { evaluated: 0, reused: 0 };
  const onEvent = (event: GenerateEvent): void => {
    if (event.kind === 'prompt') counts = { evaluated: event.evaluated, reused: event.reused };
    else {
      text += event.text;
      onText(text);
    }
  };
  const summary = await runtime.generate(model, request, onEvent, signal);
  return { text, summary, ...counts };
}

/** A process that has ended and that nobody has waited for yet (a zombie) does not run. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
