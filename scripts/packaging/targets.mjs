import { PackagingFailure } from './failure.mjs';

/**
 * `natives` are names under `@node-llama-cpp/`. CUDA packages (370 MB and more) are left out on purpose: Vulkan covers
 * the same cards. `limit` is the largest .vsix allowed, in bytes.
 */
export const targets = {
  'linux-x64': { os: 'linux', cpu: 'x64', natives: ['linux-x64', 'linux-x64-vulkan'], limit: 70e6 },
  'linux-arm64': { os: 'linux', cpu: 'arm64', natives: ['linux-arm64'], limit: 30e6 },
  'darwin-arm64': { os: 'darwin', cpu: 'arm64', natives: ['mac-arm64-metal'], limit: 30e6 },
  'darwin-x64': { os: 'darwin', cpu: 'x64', natives: ['mac-x64'], limit: 30e6 },
  'win32-x64': { os: 'win32', cpu: 'x64', natives: ['win-x64', 'win-x64-vulkan'], limit: 70e6 },
  'win32-arm64': { os: 'win32', cpu: 'arm64', natives: ['win-arm64'], limit: 30e6 },
};

export const hostTarget = `${process.platform}-${process.arch}`;

/** Reads `--target x` (repeatable, also `--target=x`), `--all`, `--no-verify`. No target means this machine's. */
export function readArguments(args) {
  const chosen = [];
  let verify = true;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === '--all') chosen.push(...Object.keys(targets));
    else if (arg === '--no-verify') verify = false;
    else if (arg === '--target') chosen.push(args[++index] ?? '');
    else if (arg.startsWith('--target=')) chosen.push(arg.slice('--target='.length));
    else throw new PackagingFailure(`${arg} is not an option: use --target NAME, --all or --no-verify.`);
  }
  if (chosen.length === 0) chosen.push(hostTarget);
  for (const name of chosen) {
    if (!Object.hasOwn(targets, name)) {
      throw new PackagingFailure(
        `"${name}" is not a target Hearth is packaged for: give --target one of ${Object.keys(targets).join(', ')}.`,
      );
    }
  }
  return { names: [...new Set(chosen)], verify };
}
