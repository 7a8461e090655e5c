import { expect, it } from 'vitest';
import { IgnoreTree } from './ignoreTree.ts';

/** Folders without a file have none. */
function treeOf(files: Record<string, string>, ...paths: string[]): IgnoreTree {
  const tree = new IgnoreTree();
  for (const path of paths) for (const folder of tree.missing(path)) tree.set(folder, files[folder] ?? null);
  return tree;
}

it('everything is ignored until the files on the way have been read', () => {
  const tree = new IgnoreTree();
  expect(tree.missing('a/b/c.ts')).toEqual(['', 'a', 'a/b']);
  tree.set('', null);
  tree.set('a', null);
  expect(tree.ignores('a/b/c.ts')).toBe(true);
  tree.set('a/b', null);
  expect(tree.missing('a/b/c.ts')).toEqual([]);
  expect(tree.ignores('a/b/c.ts')).toBe(false);
  tree.forget('a');
  expect(tree.ignores('a/b/c.ts')).toBe(true);
});

it.each([
  ['a rule of the root', { '': '*.log' }, 'a/b/x.log', true],
  ['a rule with CRLF and a byte order mark', { '': '\uFEFF*.log\r\ndist/\r\n' }, 'a/dist/x.js', true],
  ['an anchored rule', { '': '/dist' }, 'a/dist/x.js', false],
  ['a rule of a nested file', { a: 'x.ts' }, 'a/b/x.ts', true],
  ['a rule of a folder beside', { b: 'x.ts' }, 'a/x.ts', false],
  ['taken back below', { '': '*.gen.ts', a: '!keep.gen.ts' }, 'a/keep.gen.ts', false],
  ['not taken back out of an ignored folder', { '': 'a/', a: '!keep.ts' }, 'a/keep.ts', true],
  ['a comment', { '': '# *.ts' }, 'x.ts', false],
  ['other case', { '': 'Secret.TS' }, 'secret.ts', true],
  ['a path out of the root', { '': '' }, '../x.ts', true],
  ['all', { '': '*' }, 'a/b.ts', true],
])('%s', (_, files, path, isIgnored) => {
  expect(treeOf(files, path).ignores(path)).toBe(isIgnored);
});

it('a pattern with many wildcards ignores more instead of taking ages', () => {
  const hostile = `${'*a'.repeat(40)}b`;
  const path = 'a'.repeat(250);
  expect(treeOf({ '': `${hostile}\n!${hostile}` }, path).ignores(path)).toBe(true);
  expect(treeOf({ '': `x[*a*b*c*d]` }, 'xa').ignores('xa')).toBe(true);
  expect(treeOf({ '': '**/*.gen.*.ts' }, 'a/x.gen.y.ts').ignores('a/x.gen.y.ts')).toBe(true);
  expect(treeOf({ '': '**/*.gen.*.ts' }, 'a/x.gen.y.js').ignores('a/x.gen.y.js')).toBe(false);
});
