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

/**
 * What the grammars in dist/grammars and tree-sitter.wasm are made of, beside the package that they come from. Years and
 * names as in each project's own licence file.
 */
export const insideGrammars = [
  {
    name: 'tree-sitter',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter',
    copyright: 'Copyright (c) 2018-2024 Max Brunsfeld',
  },
  {
    name: 'tree-sitter-bash',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-bash',
    copyright: 'Copyright (c) 2017 Max Brunsfeld',
  },
  {
    name: 'tree-sitter-c-sharp',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-c-sharp',
    copyright: 'Copyright (c) 2014-2023 Max Brunsfeld, Damien Guard, Amaan Qureshi, and contributors.',
  },
  {
    name: 'tree-sitter-cpp',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-cpp',
    copyright: 'Copyright (c) 2014 Max Brunsfeld',
  },
  {
    name: 'tree-sitter-css',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-css',
    copyright: 'Copyright (c) 2018 Max Brunsfeld',
  },
  {
    name: 'tree-sitter-go',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-go',
    copyright: 'Copyright (c) 2014 Max Brunsfeld',
  },
  {
    name: 'tree-sitter-java',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-java',
    copyright: 'Copyright (c) 2017 Ayman Nadeem',
  },
  {
    name: 'tree-sitter-javascript',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-javascript',
    copyright: 'Copyright (c) 2014 Max Brunsfeld',
  },
  {
    name: 'tree-sitter-php',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-php',
    copyright:
      'Copyright (c) 2017 Josh Vera, GitHub\nCopyright (c) 2019 Max Brunsfeld, Amaan Qureshi, Christian Frøystad, Caleb White',
  },
  {
    name: 'tree-sitter-powershell',
    licence: 'MIT',
    source: 'https://github.com/airbus-cert/tree-sitter-powershell',
    copyright: 'Copyright (c) 2023 Airbus CERT',
  },
  {
    name: 'tree-sitter-python',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-python',
    copyright: 'Copyright (c) 2016 Max Brunsfeld',
  },
  {
    name: 'tree-sitter-ruby',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-ruby',
    copyright: 'Copyright (c) 2016 Rob Rix',
  },
  {
    name: 'tree-sitter-rust',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-rust',
    copyright: 'Copyright (c) 2017 Maxim Sokolov',
  },
  {
    name: 'tree-sitter-typescript, for TypeScript and TSX',
    licence: 'MIT',
    source: 'https://github.com/tree-sitter/tree-sitter-typescript',
    copyright: 'Copyright (c) 2017 Max Brunsfeld',
  },
  {
    name: 'Emscripten, run-time code',
    licence: 'MIT',
    source: 'https://github.com/emscripten-core/emscripten',
    copyright: 'Copyright (c) 2010-2014 Emscripten authors, see AUTHORS file.',
  },
  {
    name: 'musl, C library',
    licence: 'MIT',
    source: 'https://musl.libc.org',
    copyright: 'Copyright © 2005-2020 Rich Felker, et al.',
  },
  {
    name: 'ICU, character classes',
    licence: 'ICU',
    source: 'https://github.com/unicode-org/icu',
    file: 'icu.txt',
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
