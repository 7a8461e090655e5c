/** Licences whose terms a copy of their text in the notices meets. */
export const accepted = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'Python-2.0',
]);

/** Packages published without a licence file: the copyright line for the standard text of the licence they name. */
export const holders = new Map([
  ['simple-git', { licence: 'MIT', copyright: 'Copyright (c) Steve King' }],
  ['@simple-git/argv-parser', { licence: 'MIT', copyright: 'Copyright (c) Steve King' }],
]);

/** What the native libraries are made of, beside node-llama-cpp's own addon. `file` is in `licences/`. */
export const insideNatives = [
  {
    name: 'llama.cpp and ggml',
    licence: 'MIT',
    source: 'https://github.com/ggml-org/llama.cpp',
    file: 'llama.cpp.txt',
  },
  { name: 'cpp-httplib', licence: 'MIT', source: 'https://github.com/yhirose/cpp-httplib', file: 'cpp-httplib.txt' },
  {
    name: 'JSON for Modern C++',
    licence: 'MIT',
    source: 'https://github.com/nlohmann/json',
    file: 'nlohmann-json.txt',
  },
  {
    name: 'llamafile, matrix products',
    licence: 'MIT',
    source: 'https://github.com/Mozilla-Ocho/llamafile',
    copyright: 'Copyright 2024 Mozilla Foundation',
  },
  {
    name: 'YaRN, rotary embeddings',
    licence: 'MIT',
    source: 'https://github.com/jquesnelle/yarn',
    copyright: 'Copyright (c) 2023 Jeffrey Quesnelle and Bowen Peng',
  },
];

/** The standard text of the MIT licence. */
export function mitText(copyright) {
  return `MIT License

${copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;
}
