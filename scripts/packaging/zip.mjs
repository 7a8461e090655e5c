import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { PackagingFailure } from './failure.mjs';

/** The files of a zip archive (no zip64, no encryption): name, packed and unpacked size in bytes, and their content. */
export function readZip(file) {
  const bytes = readFileSync(file);
  // The end record is the last 22 bytes unless the archive carries a comment, which a .vsix does not.
  const end = bytes.length - 22;
  if (end < 0 || bytes.readUInt32LE(end) !== 0x06054b50) {
    throw new PackagingFailure(`${file} is not a complete zip archive: delete it and package again.`);
  }
  const entries = [];
  let offset = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const method = bytes.readUInt16LE(offset + 10);
    const packed = bytes.readUInt32LE(offset + 20);
    const unpacked = bytes.readUInt32LE(offset + 24);
    const nameLength = bytes.readUInt16LE(offset + 28);
    const local = bytes.readUInt32LE(offset + 42);
    const name = bytes.toString('utf8', offset + 46, offset + 46 + nameLength);
    entries.push({ name, packed, unpacked, content: () => contentAt(bytes, local, packed, method) });
    offset += 46 + nameLength + bytes.readUInt16LE(offset + 30) + bytes.readUInt16LE(offset + 32);
  }
  return entries;
}

function contentAt(bytes, local, packed, method) {
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const data = bytes.subarray(start, start + packed);
  return method === 0 ? data : inflateRawSync(data);
}

/** Writes the entries under `prefix` into `folder`, without the prefix. */
export function extract(entries, prefix, folder) {
  for (const entry of entries) {
    if (!entry.name.startsWith(prefix) || entry.name.endsWith('/')) continue;
    const file = path.join(folder, entry.name.slice(prefix.length));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, entry.content());
  }
}
