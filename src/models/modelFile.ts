import { opendir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { abortError, Failure, isAbort, toFailure } from '../base/errors.ts';
import { LruCache } from '../base/lru.ts';
import { findFimProfile, type FimProfile } from './fimProfiles.ts';
import { readGgufHeader, type GgufHeader } from './ggufHeader.ts';
import { cleanText, displayName, parameterLabel, sizeFromLabel, splitPart } from './modelNames.ts';
import { fileFailure, fileValues, statRegularFile } from './regularFile.ts';

/** A model that can be loaded, as far as its file tells. */
export type ModelFile = {
  path: string;
  fileName: string;
  /** For people. */
  name: string;
  /** Of all its parts. */
  sizeBytes: number;
  /** `7.6 B`, `494 M`; empty when the file does not tell. */
  parameterLabel: string;
  quantization: string;
  /** Tokens it was trained for. */
  contextLength: number;
  kvBytesPerToken: number;
  fim: FimProfile | null;
  /** It brings a chat template. */
  canChat: boolean;
  isEmbedding: boolean;
  licence: string | null;
};

/** Folders inside a model folder that are looked into: `publisher/model/file.gguf`, as LM Studio lays them out. */
const deepest = 2;

/** Files and folders looked at in all: a home folder chosen by mistake must not be searched to its end. */
const maxEntries = 2000;

const inspected = new LruCache<ModelFile>(256);

/** Reads the file's header once per path, size and time of change. Throws a `Failure` for everything that is no usable model. */
export async function inspectModelFile(path: string, signal: AbortSignal): Promise<ModelFile> {
  if (signal.aborted) throw abortError();
  const stats = await statRegularFile(path);
  const key = `${path}\0${stats.size}\0${stats.mtimeMs}`;
  const known = inspected.get(key);
  if (known) return known;
  const header = await readGgufHeader(path, signal);
  const model = await toModelFile(path, header, signal);
  // The sizes of other parts are not in the key: look again each time.
  if (header.splitCount <= 1) inspected.set(key, model);
  return model;
}

export type FoundModel = ModelFile | { path: string; failure: Failure };

/**
 * The models in `folders`, each as soon as its file was looked at, by name. A folder or file that cannot be used is a
 * failure with its path; image projectors and later parts of split models are left out.
 */
export async function* listModelFiles(folders: string[], signal: AbortSignal): AsyncIterable<FoundModel> {
  const seen = new Set<string>();
  const budget = { entries: maxEntries };
  for (const folder of folders) {
    for await (const path of modelPaths(folder, 0, budget, signal)) {
      if (typeof path !== 'string') {
        yield path;
        continue;
      }
      if (seen.has(path)) continue;
      seen.add(path);
      const found = await look(path, signal);
      if (found) yield found;
    }
  }
}

/**
 * Throws `modelTooLarge` when the weights, the keys and values of `contextSize` tokens (2 × layers × key-value heads ×
 * head size × 2 bytes a token: llama.cpp's unquantized KV cache) and 100 MB of working memory exceed `freeBytes`.
 */
export function checkMemory(model: ModelFile, freeBytes: number, contextSize: number): void {
  const workingBytes = 100e6;
  const needed = model.sizeBytes + model.kvBytesPerToken * contextSize + workingBytes;
  if (needed <= freeBytes) return;
  const tenths = { needed: Math.ceil(needed / 1e8), free: Math.floor(freeBytes / 1e8) };
  throw new Failure('modelTooLarge', {
    name: model.name,
    needed: (tenths.needed / 10).toFixed(1),
    free: (tenths.free / 10).toFixed(1),
  });
}

async function toModelFile(path: string, header: GgufHeader, signal: AbortSignal): Promise<ModelFile> {
  const fileName = basename(path);
  const parameters = header.splitCount > 1 ? sizeFromLabel(header.sizeLabel) : header.parameterCount;
  return {
    path,
    fileName,
    name: displayName(header, fileName),
    sizeBytes: await sizeOfParts(path, header, signal),
    parameterLabel: parameters === null ? '' : parameterLabel(parameters),
    quantization: header.quantization,
    contextLength: header.contextLength,
    kvBytesPerToken: header.kvBytesPerToken,
    fim: findFimProfile(header),
    canChat: header.tokenizer.hasChatTemplate && !header.isEmbedding,
    isEmbedding: header.isEmbedding,
    licence: header.licence === null ? null : cleanText(header.licence) || null,
  };
}

async function sizeOfParts(path: string, header: GgufHeader, signal: AbortSignal): Promise<number> {
  const split = splitPart(basename(path));
  if (header.splitCount <= 1) return header.fileSizeBytes;
  if (split?.count !== header.splitCount || split.part !== 1) {
    const reason = `it is a part of a model in ${header.splitCount} files: choose the first, under its own name`;
    throw new Failure('modelInvalid', { ...fileValues(path), reason });
  }
  let bytes = header.fileSizeBytes;
  for (let part = 2; part <= header.splitCount; part++) {
    if (signal.aborted) throw abortError();
    const name = basename(path).replace(/-00001-of-/, `-${String(part).padStart(5, '0')}-of-`);
    bytes += (await statRegularFile(join(dirname(path), name))).size;
  }
  return bytes;
}

/** Null for what is a GGUF file and no language model. */
async function look(path: string, signal: AbortSignal): Promise<FoundModel | null> {
  try {
    return await inspectModelFile(path, signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    const failure = toFailure(error);
    return failure.code === 'modelUnsupported' ? null : { path, failure };
  }
}

type Unusable = { path: string; failure: Failure };

async function* modelPaths(
  folder: string,
  depth: number,
  budget: { entries: number },
  signal: AbortSignal,
): AsyncIterable<string | Unusable> {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (signal.aborted) throw abortError();
      if (budget.entries-- <= 0) {
        const reason = `more than ${maxEntries.toLocaleString('en-US')} files and folders`;
        yield { path: folder, failure: new Failure('modelUnreadable', { ...fileValues(folder), reason }) };
        break;
      }
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) folders.push(entry.name);
      else if (isFirstModelFile(entry.name)) files.push(entry.name);
    }
  } catch (error) {
    if (isAbort(error)) throw error;
    yield { path: folder, failure: fileFailure(error, folder) };
    return;
  }
  const byName = new Intl.Collator('en', { numeric: true }).compare;
  for (const file of files.toSorted(byName)) yield join(folder, file);
  if (depth === deepest) return;
  for (const inner of folders.toSorted(byName)) {
    if (budget.entries <= 0) return;
    yield* modelPaths(join(folder, inner), depth + 1, budget, signal);
  }
}

function isFirstModelFile(name: string): boolean {
  return /\.gguf$/i.test(name) && !/mmproj/i.test(name) && (splitPart(name)?.part ?? 1) === 1;
}
