import { inspectModelFile, listModelFiles, type ModelFile } from '../models/modelFile.ts';
import type { CommandParts } from './usage.ts';

/** `hearth models [FOLDER …]`: a row each, with what it can be used for. */
export async function listModels(parts: CommandParts, folders: string[], signal: AbortSignal): Promise<number> {
  const rows: object[] = [];
  const lines: string[] = [];
  const add = (model: ModelFile, isStarter: boolean): void => {
    const uses = [model.fim ? 'completion' : '', model.canChat ? 'chat' : '', model.isEmbedding ? 'embedding' : ''];
    const can = uses.filter((use) => use !== '');
    const { path, name, sizeBytes, parameterLabel, quantization, contextLength } = model;
    rows.push({
      path,
      name,
      sizeBytes,
      parameters: parameterLabel,
      quantization,
      contextLength,
      isStarter,
      roles: can,
    });
    lines.push(
      `${(isStarter ? 'Starter' : name).padEnd(32)} ${gigabytes(sizeBytes)}  ${parameterLabel.padEnd(7)} ${quantization.padEnd(7)} ${String(contextLength).padStart(7)}  ${can.join(', ') || 'nothing'}`,
    );
  };
  add(await inspectModelFile(parts.starterPath, signal), true);
  let hasProblem = false;
  for await (const found of listModelFiles(folders, signal)) {
    if (!('failure' in found)) {
      add(found, false);
      continue;
    }
    hasProblem = true;
    rows.push({ path: found.path, code: found.failure.code, message: found.failure.message });
    lines.push(`${found.failure.message}  next: ${found.failure.nextStep}`);
  }
  parts.print(parts.isJson ? JSON.stringify(rows) : lines.join('\n'));
  return hasProblem ? 1 : 0;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2).padStart(7)} GB`;
}
