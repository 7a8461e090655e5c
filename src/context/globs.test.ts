import { assert, property, string, constantFrom, array } from 'fast-check';
import { expect, it } from 'vitest';
import { globMatcher } from './globs.ts';

it.each([
  ['**/.git', '.git/config', true],
  ['**/.git', 'a/.git', true],
  ['**/*.js', 'a/b/x.js', true],
  ['**/*.js', 'x.js', true],
  ['**/*.js', 'x.jsx', false],
  ['*.js', 'x.js', true],
  ['*.js', 'a/x.js', false],
  ['dist', 'dist/a/b.js', true],
  ['dist', 'a/dist/b.js', false],
  ['dist/', 'dist/b.js', true],
  ['/dist', 'dist/b.js', true],
  ['dist/**', 'dist/a/b.js', true],
  ['src/**/gen/*.ts', 'src/a/b/gen/x.ts', true],
  ['src/**/gen/*.ts', 'src/gen/x.ts', true],
  ['src/**/gen/*.ts', 'src/gen/a/x.ts', false],
  ['**/*.{key,pem}', 'a/x.pem', true],
  ['**/{a,b/{c,d}}/*.ts', 'b/d/x.ts', true],
  ['**/{a,b}/*.ts', 'c/x.ts', false],
  ['file.?s', 'file.ts', true],
  ['file.[jt]s', 'file.ts', true],
  ['file[0-9].ts', 'file7.ts', true],
  ['file[!0-9].ts', 'file7.ts', false],
  ['file[!0-9].ts', 'filex.ts', true],
  ['File.TS', 'file.ts', true],
  ['**', 'a/b', true],
  ['a*b*c', 'axxbyyc', true],
  ['a*b*c', 'axxcyyb', false],
  ['private\\*.ts', 'private/x.ts', true],
  ['', 'a', false],
  ['x[', 'x[', true],
])('%s and %s: %s', (glob, path, matches) => {
  expect(globMatcher([glob])(path)).toBe(matches);
});

it('no glob matches nothing, and several match what any of them does', () => {
  expect(globMatcher([])('a')).toBe(false);
  expect(globMatcher(['x', 'a'])('a/b')).toBe(true);
});

it('any text is a glob, and one without signs matches itself', () => {
  const sign = constantFrom('*', '**', '/', '{', '}', ',', '[', ']', '!', 'a', 'b', '?');
  assert(
    property(array(sign, { maxLength: 40 }), string({ maxLength: 40 }), (glob, path) => {
      expect(typeof globMatcher([glob.join('')])(path)).toBe('boolean');
    }),
  );
  expect(globMatcher([`${'*a'.repeat(200)}b`])('a'.repeat(5_000))).toBe(false);
  expect(globMatcher([`${'**/a/'.repeat(200)}b`])('a/'.repeat(500))).toBe(false);
  expect(globMatcher(['{a,b}'.repeat(60)])('a')).toBe(false);
});
