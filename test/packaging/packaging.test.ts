import { describe, expect, it } from 'vitest';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { grammarFiles } from '../../scripts/packaging/grammars.mjs';
import { insideGrammars } from '../../scripts/packaging/licences.mjs';
import { platformOfBinary } from '../../scripts/packaging/nativeFormat.mjs';
import { packageFolderOf, packageFolders, runtimeFiles } from '../../scripts/packaging/runtimeClosure.mjs';
import { sizesByPart } from '../../scripts/packaging/sizes.mjs';
import { hostTarget, readArguments, targets } from '../../scripts/packaging/targets.mjs';
import { grammarFile, grammarFor, languagesWithGrammar } from '../../src/completion/syntax/grammars.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the command line', () => {
  it('packages for this machine when no target is named', () => {
    expect(readArguments([])).toEqual({ names: [hostTarget], verify: true });
  });

  it('takes targets in both spellings, once each', () => {
    const args = ['--target', 'linux-x64', '--target=darwin-arm64', '--target', 'linux-x64', '--no-verify'];
    expect(readArguments(args)).toEqual({ names: ['linux-x64', 'darwin-arm64'], verify: false });
    expect(readArguments(['--all']).names).toEqual(Object.keys(targets));
  });

  it('names the targets there are when it is given another', () => {
    expect(() => readArguments(['--target', 'freebsd-x64'])).toThrow(/"freebsd-x64" is not .*linux-x64, /);
    expect(() => readArguments(['--target'])).toThrow(/"" is not/);
    expect(() => readArguments(['--verbose'])).toThrow(/--verbose is not an option/);
  });

  it('never packages a CUDA library', () => {
    expect(Object.values(targets).flatMap(({ natives }) => natives)).not.toContainEqual(
      expect.stringContaining('cuda'),
    );
  });
});

function binary(write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(256);
  write(bytes);
  return bytes;
}

function elf(machine: number): Buffer {
  return binary((bytes) => {
    bytes.writeUInt32BE(0x7f454c46, 0);
    bytes.writeUInt16LE(machine, 18);
  });
}

describe('the platform of a native library', () => {
  it('is read from ELF, PE and Mach-O headers', () => {
    expect(platformOfBinary(elf(0x3e))).toBe('linux-x64');
    expect(platformOfBinary(elf(0xb7))).toBe('linux-arm64');
    expect(platformOfBinary(elf(0xf3))).toBe('linux-unknown');
    const pe = binary((bytes) => {
      bytes.write('MZ', 0);
      bytes.writeUInt32LE(128, 60);
      bytes.write('PE\0\0', 128);
      bytes.writeUInt16LE(0x8664, 132);
    });
    expect(platformOfBinary(pe)).toBe('win32-x64');
    const machO = binary((bytes) => {
      bytes.writeUInt32LE(0xfeedfacf, 0);
      bytes.writeUInt32LE(0x0100000c, 4);
    });
    expect(platformOfBinary(machO)).toBe('darwin-arm64');
  });

  it('is undefined for anything else', () => {
    expect(platformOfBinary(Buffer.from('export {};'))).toBeUndefined();
    expect(platformOfBinary(Buffer.alloc(0))).toBeUndefined();
    expect(platformOfBinary(Buffer.from('MZ'.padEnd(64, '\xff'), 'latin1'))).toBeUndefined();
  });
});

describe('the files that importing node-llama-cpp reaches', () => {
  it('hold what runs and nothing that compiles, downloads sources or documents', async () => {
    const files = await runtimeFiles(root);
    expect(files).toContain('node_modules/node-llama-cpp/dist/bindings/utils/testBindingBinary.js');
    expect(files).toContain('node_modules/node-llama-cpp/llama/grammars/json.gbnf');
    expect(files).toContain('node_modules/node-llama-cpp/llama/binariesGithubRelease.json');
    expect(files).toContain('node_modules/@huggingface/jinja/package.json');
    const strays = files.filter((file) => !/\.(js|cjs|mjs|json|gbnf)$/.test(file));
    expect(strays).toEqual([]);
    const packages = packageFolders(files).map((folder) => folder.slice('node_modules/'.length));
    for (const name of ['cmake-js', 'yargs', 'tar', 'node-addon-api', '@node-llama-cpp/linux-x64']) {
      expect(packages).not.toContain(name);
    }
    for (const folder of packageFolders(files)) expect(files).toContain(`${folder}/package.json`);
  });

  it('are grouped by the innermost package', () => {
    expect(packageFolderOf('node_modules/a/node_modules/@s/b/lib/c.js')).toBe('node_modules/a/node_modules/@s/b');
    expect(() => packageFolderOf('src/a.ts')).toThrow(/outside node_modules/);
  });
});

describe('the grammars', () => {
  const folder = path.join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');

  it('ship for every language that completion parses, with the parser and nothing else', () => {
    const used = languagesWithGrammar.map((languageId) => grammarFile(grammarFor(languageId) ?? ''));
    expect(grammarFiles.toSorted()).toEqual([...new Set(['tree-sitter.wasm', ...used])].toSorted());
  });

  it('are in the installed package and need no more than 22 MB unpacked', () => {
    const bytes = grammarFiles.map((file) => readFileSync(path.join(folder, file)).length);
    expect(bytes.reduce((all, each) => all + each, 0)).toBeLessThan(22e6);
  });

  it('have a notice each', () => {
    for (const file of grammarFiles) {
      const project = path.basename(file, '.wasm').replace(/-tsx$/, '-typescript');
      expect(insideGrammars.map(({ name }) => name.split(',')[0])).toContain(project);
    }
    for (const { file } of insideGrammars) {
      if (file !== undefined) expect(existsSync(path.join(root, 'scripts/packaging/licences', file))).toBe(true);
    }
  });
});

describe('sizes by part', () => {
  it('puts every file of an archive into one part', () => {
    const natives = 'extension/dist/node_modules/@node-llama-cpp';
    const names = [
      'extension.vsixmanifest',
      'extension/dist/worker.mjs',
      'extension/dist/node_modules/node-llama-cpp/dist/index.js',
      'extension/dist/node_modules/chalk/index.js',
      `${natives}/linux-x64/bins/linux-x64/llama-addon.node`,
      `${natives}/linux-x64-vulkan/bins/linux-x64-vulkan/llama-addon.node`,
      `${natives}/mac-arm64-metal/bins/mac-arm64-metal/llama-addon.node`,
      'extension/dist/grammars/tree-sitter-go.wasm',
      'extension/models/hearth-starter-q8_0.gguf',
    ];
    const rows = sizesByPart(names.map((name) => ({ name, packed: 1, unpacked: 2 })));
    expect(rows.map((row) => [row.label, row.packed, row.unpacked])).toEqual([
      ['Native libraries, Vulkan', 1, 2],
      ['Native libraries, Metal and CPU', 1, 2],
      ['Native libraries, CPU', 1, 2],
      ['node-llama-cpp', 1, 2],
      ['Its JavaScript dependencies', 1, 2],
      ['Starter model', 1, 2],
      ['Grammars', 1, 2],
      ["Hearth's own bundles", 1, 2],
      ['Rest', 1, 2],
    ]);
  });
});
