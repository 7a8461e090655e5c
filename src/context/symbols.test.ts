import { describe, expect, it } from 'vitest';
import { importedSymbols, symbolsNear } from './symbols.ts';

describe('symbolsNear', () => {
  it('takes the nearest names first, called ones before others, each once, and no own ones', () => {
    const lines = [
      'const client = connect(address);',
      'function run(client: Client) {',
      '  const user = await load(client, Role.Admin);',
    ];
    expect(symbolsNear(lines, 40, 6)).toEqual([
      { name: 'load', line: 42, column: 21 },
      { name: 'Role', line: 42, column: 34 },
      { name: 'Admin', line: 42, column: 39 },
      { name: 'client', line: 42, column: 26 },
      { name: 'Client', line: 41, column: 21 },
      { name: 'connect', line: 40, column: 15 },
    ]);
    expect(symbolsNear(lines, 0, 2)).toHaveLength(2);
  });

  it('takes none from comments and quotes', () => {
    expect(
      symbolsNear(['// calls sleep', "say('hello there') # later", 'x = "a \\" b"'], 0, 9).map(({ name }) => name),
    ).toEqual(['say']);
  });
});

describe('importedSymbols', () => {
  it.each([
    [
      'TypeScript',
      ["import { open, close } from './files.ts';", 'import Shelf from "./shelf";', 'open();'],
      'open close Shelf',
    ],
    ['a list over lines', ['import {', '  first,', '  second,', "} from './a.ts';", 'third();'], 'first second'],
    ['Python', ['from shop.cart import Cart, Item', 'import json', 'Cart()'], 'shop cart Cart Item json'],
    ['Rust', ['use std::io::Reader;', 'fn main() {}'], 'io Reader'],
    ['Java', ['import java.util.List;', 'class A {}'], 'java util List'],
    ['CommonJS', ["const { read } = require('./read');", 'read();'], 'read'],
  ])('%s', (_, lines, names) => {
    const found = importedSymbols(lines, new Set(), 9).map(({ name }) => name);
    expect(found.filter((name) => name !== 'std')).toEqual(names.split(' '));
  });

  it('begins with those that are used', () => {
    const lines = ["import { a1, b1, c1 } from './x';"];
    expect(importedSymbols(lines, new Set(['c1']), 2).map(({ name }) => name)).toEqual(['c1', 'a1']);
  });
});
