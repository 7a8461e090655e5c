const elfMachines = new Map([
  [0x3e, 'x64'],
  [0xb7, 'arm64'],
  [0x28, 'arm'],
]);
const peMachines = new Map([
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);
const machCpus = new Map([
  [0x01000007, 'x64'],
  [0x0100000c, 'arm64'],
]);

/**
 * The platform a native library was built for, as `linux-x64`, read from its first bytes (4 KB are enough);
 * `undefined` when it is not a native library. File names do not tell: macOS plug-ins are called `.so`, too.
 */
export function platformOfBinary(bytes) {
  if (bytes.length < 64) return undefined;
  if (bytes.readUInt32BE(0) === 0x7f454c46) return name('linux', elfMachines.get(bytes.readUInt16LE(18)));
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return name('darwin', machCpus.get(bytes.readUInt32LE(4)));
  if (bytes.readUInt16BE(0) === 0x4d5a) {
    const header = bytes.readUInt32LE(60);
    if (header + 6 > bytes.length || bytes.readUInt32BE(header) !== 0x50450000) return undefined;
    return name('win32', peMachines.get(bytes.readUInt16LE(header + 4)));
  }
  return undefined;
}

function name(os, cpu) {
  return `${os}-${cpu ?? 'unknown'}`;
}
