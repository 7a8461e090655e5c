import { arch, cpus, freemem, platform, totalmem } from 'node:os';
import process from 'node:process';
import { Failure, toFailure } from '../base/errors.ts';
import { checkMemory, inspectModelFile, type ModelFile } from '../models/modelFile.ts';
import { fimPrompt } from '../completion/fimPrompt.ts';
import { contextSizes } from '../runtimes/embedded/embeddedRuntime.ts';
import type { GenerateRequest } from '../protocol/workerApi.ts';
import type { CommandParts } from './usage.ts';

type Check = { status: 'ok' | 'warning' | 'problem'; name: string; text: string; next?: string };

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** `hearth doctor`: what is here and whether it works. Exit status 0 all ok, 1 a problem. */
export async function doctor(parts: CommandParts, version: string, signal: AbortSignal): Promise<number> {
  const checks: Check[] = [];
  const check = async (name: string, work: () => Promise<string>): Promise<boolean> => {
    try {
      checks.push({ status: 'ok', name, text: await work() });
      return true;
    } catch (error) {
      signal.throwIfAborted();
      const failure = toFailure(error);
      const cause = failure.cause instanceof Error ? failure.cause.message : failure.cause;
      const detail = typeof cause === 'string' ? ` (${cause.split('\n')[0]})` : '';
      checks.push({ status: 'problem', name, text: failure.message + detail, next: failure.nextStep });
      return false;
    }
  };
  const { runtime } = parts;
  let model: ModelFile | undefined;
  await check('memory', async () => `${gigabytes(totalmem())}, ${gigabytes(freemem())} free`);
  await check('model', async () => {
    model = await inspectModelFile(parts.modelPath, signal);
    checkMemory(model, freemem(), contextSizes.completion);
    const isStarter = parts.modelPath === parts.starterPath;
    const size = `${model.parameterLabel}, ${model.quantization}, context ${model.contextLength} tokens`;
    return `${isStarter ? 'Starter' : model.name}, ${size}`;
  });
  const found = model;
  if (found) {
    await check('completion', async () => {
      if (!found.fim) throw new Failure('modelNoFim', { name: found.name });
      return `FIM: ${found.fim.id} profile`;
    });
    const isLoaded = await check('runtime', async () => {
      const loaded = await runtime.load(found, signal);
      const where = loaded.gpu === false ? 'processor' : `graphics card (${loaded.gpu}, ${loaded.gpuLayers} layers)`;
      return `embedded: node-llama-cpp on the ${where}, ${loaded.threads} of ${cpus().length} threads`;
    });
    if (isLoaded && found.fim) await check('speed', () => measure(parts, found, signal));
  }
  checks.push({ status: 'ok', name: 'network', text: 'Hearth has no code that opens a connection' });
  const count = (status: Check['status']): number => checks.filter((row) => row.status === status).length;
  const system = `Hearth ${version}, ${platform()} ${arch()}, Node ${process.versions.node}`;
  if (parts.isJson) {
    parts.print(JSON.stringify({ version, platform: platform(), arch: arch(), node: process.versions.node, checks }));
  } else {
    const rows = checks.flatMap(({ status, name, text, next }) => [
      `${status.padEnd(8)} ${name.padEnd(12)} ${text}`,
      ...(next ? [`${''.padEnd(21)} next: ${next}`] : []),
    ]);
    const summary = `${count('ok')} ok, ${count('warning')} warnings, ${count('problem')} problems`;
    parts.print([system, ...rows, summary].join('\n'));
  }
  return count('problem') === 0 ? 0 : 1;
}

/** One prompt of about 400 tokens and up to 32 tokens of text. */
async function measure(parts: CommandParts, model: ModelFile, signal: AbortSignal): Promise<string> {
  if (!model.fim) throw new Failure('modelNoFim', { name: model.name });
  const line = 'export function add(left: number, right: number): number {\n  return left + right;\n}\n\n';
  const prompt = fimPrompt(model.fim, { head: line.repeat(16), tail: `\n${line}`, typed: 'export function ' });
  const numbers = { promptTokens: 0, promptMs: 1 };
  const request: GenerateRequest = {
    context: 'completion',
    prompt,
    maxTokens: 32,
    stops: [],
    sampling: { temperature: 0 },
    heal: false,
    probabilities: false,
  };
  const { generatedTokens, ms } = await parts.runtime.generate(
    model,
    request,
    (event) => {
      if (event.kind === 'prompt') Object.assign(numbers, { promptTokens: event.evaluated, promptMs: event.ms });
    },
    signal,
  );
  const perSecond = (tokens: number, time: number): string => Math.round(tokens / (time / 1000)).toLocaleString('en');
  const text = generatedTokens > 1 ? perSecond(generatedTokens - 1, ms) : 'no';
  return `prompt ${perSecond(numbers.promptTokens, numbers.promptMs)} tokens/s, text ${text} tokens/s`;
}
