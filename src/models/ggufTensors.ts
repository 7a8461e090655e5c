import { ggmlTypes } from './ggmlTypes.ts';
import type { WindowReader } from './windowReader.ts';

const maxTensors = 128 * 1024;
/** Bytes; GGML_MAX_NAME with its closing zero is 64. */
const maxNameBytes = 63;
const maxDimensions = 4;

export type GgufTensors = {
  /** Without the padding between tensors. */
  bytes: number;
  elements: number;
  /** Name of the tensor type that takes the most bytes. */
  mainType: string;
  /** Row lengths of the tensors in `rowsOfInterest` that are there. */
  rows: ReadonlyMap<string, number>;
};

/** Tensors whose rows must be as long as the metadata says. */
const rowsOfInterest: ReadonlySet<string> = new Set([
  'token_embd.weight',
  'blk.0.ffn_down.weight',
  'blk.0.ffn_down_exps.weight',
]);

/**
 * Reads the tensor table, which ends the header, and checks it against the file's size. The rules are those by which
 * llama.cpp refuses a file: tensors lie one behind the other, each on a multiple of `alignment`.
 */
export async function readTensors(reader: WindowReader, count: number, alignment: number): Promise<GgufTensors> {
  if (count > maxTensors) throw reader.invalid(`it claims ${count} tensors`);
  const names = new Set<string>();
  const rows = new Map<string, number>();
  const bytesByType = new Map<string, number>();
  let bytes = 0;
  let elements = 0;
  let expected = 0;
  let end = 0;
  let misplaced: string | null = null;
  for (let i = 0; i < count; i++) {
    const tensor = await readTensor(reader);
    if (names.has(tensor.name)) throw reader.invalid(`it has the tensor ${tensor.name} twice`);
    names.add(tensor.name);
    if (rowsOfInterest.has(tensor.name)) rows.set(tensor.name, tensor.row);
    if (tensor.offset !== expected) misplaced ??= tensor.name;
    expected += Math.ceil(tensor.bytes / alignment) * alignment;
    end = Math.max(end, tensor.offset + tensor.bytes);
    bytes += tensor.bytes;
    elements += tensor.elements;
    bytesByType.set(tensor.type, (bytesByType.get(tensor.type) ?? 0) + tensor.bytes);
  }
  const size = Math.ceil(reader.position / alignment) * alignment + end;
  if (count > 0 && size > reader.fileSize) {
    const [has, needs] = [reader.fileSize, size].map((value) => value.toLocaleString('en-US'));
    throw reader.damaged(`it is shorter than its header says: ${has} of ${needs} bytes`);
  }
  if (misplaced !== null) throw reader.invalid(`the tensor ${misplaced} is not where it should be`);
  const [mainType] = [...bytesByType].toSorted((a, b) => b[1] - a[1])[0] ?? ['unknown'];
  return { bytes, elements, mainType, rows };
}

type Tensor = { name: string; type: string; row: number; elements: number; bytes: number; offset: number };

async function readTensor(reader: WindowReader): Promise<Tensor> {
  await reader.fill(8);
  const nameLength = reader.u64();
  if (nameLength > maxNameBytes) throw reader.invalid(`a tensor's name claims ${nameLength} bytes`);
  await reader.fill(nameLength + 4);
  const name = reader.text(nameLength);
  const dimensions = reader.u32();
  if (dimensions > maxDimensions) throw reader.invalid(`the tensor ${name} claims ${dimensions} dimensions`);
  await reader.fill(dimensions * 8 + 12);
  let elements = 1;
  let row = 1;
  for (let i = 0; i < dimensions; i++) {
    const length = reader.u64();
    if (i === 0) row = length;
    elements *= length;
    // Also NaN (0 × Infinity); 2^53 elements are beyond any file, so the exact limit of 2^63 does not matter.
    if (!(elements <= Number.MAX_SAFE_INTEGER)) throw reader.invalid(`the tensor ${name} claims too many elements`);
  }
  const typeId = reader.u32();
  const type = ggmlTypes.get(typeId);
  if (type === undefined) throw reader.invalid(`the tensor ${name} has the unknown type ${typeId}`);
  if (row % type.blockSize !== 0)
    throw reader.invalid(`the tensor ${name} has rows of ${row} values of type ${type.name}`);
  const offset = reader.u64();
  return { name, type: type.name, row, elements, bytes: (elements / type.blockSize) * type.blockBytes, offset };
}
