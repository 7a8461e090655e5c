/**
 * A window cut out of a long file begins inside a class or a function and ends inside another. To the parser that is
 * an error, in which errors of a suggestion can drown; what is missing around the window is put in its place here.
 */
export type Mending = { head: string; tail: string };

const noMending: Mending = { head: '', tail: '' };

/** How a language opens a type, a function in it, and a function outside; null where it has no such thing. */
type Openers = { type: string | null; method: string; free: string | null };

const script: Openers = { type: 'class A {', method: 'f() {', free: 'function f() {' };
const openersOf: Readonly<Record<string, Openers>> = {
  'c-sharp': { type: 'class A {', method: 'void f() {', free: null },
  cpp: { type: 'class A {', method: 'void f() {', free: 'void f() {' },
  css: { type: '@media a {', method: 'a {', free: 'a {' },
  go: { type: null, method: '', free: 'func f() {' },
  java: { type: 'class A {', method: 'void f() {', free: null },
  javascript: script,
  php: { type: 'class A {', method: 'function f() {', free: 'function f() {' },
  rust: { type: 'impl A {', method: 'fn f() {', free: 'fn f() {' },
  tsx: script,
  typescript: script,
};

/** Shorter texts than these are whole: a window (`textWindow.ts`) ends only where it has so many lines or characters. */
const cutBefore = { lines: 200, characters: 11_000 };
const cutAfter = { lines: 80, characters: 5_000 };

/** What to try around `before` and `after`, the likeliest first. */
export function mendings(grammar: string, before: string, after: string): Mending[] {
  const openers = openersOf[grammar];
  const isCutBefore = isLong(before, cutBefore);
  if (!openers || (!isCutBefore && !isLong(after, cutAfter))) return [noMending];
  const { closed, open } = unmatched(before + after);
  const heads = isCutBefore ? headsOf(openers, closed, !/^\S/m.test(before)) : [''];
  const mended = heads
    .map((head) => ({ head, tail: '}'.repeat(Math.max(0, open + count(head) - closed)) }))
    .filter(({ head, tail }) => head !== '' || tail !== '');
  return closed + open > 0 ? [...mended, noMending] : [noMending, ...mended];
}

/** Whether a suggestion opens as many braces as it closes, so that what mends the window mends it with the suggestion too. */
export function isBalanced(text: string): boolean {
  const { closed, open } = unmatched(text);
  return closed + open === 0;
}

/** PHP outside its tags is text, in which nothing is wrong. */
export function tagFor(grammar: string, before: string): string {
  return grammar === 'php' && !before.includes('<?') ? '<?php ' : '';
}

/**
 * Beginnings with as many open braces as the window closes, and with one more, which it never closes: where no line of it
 * stands at the margin, that is the likelier.
 */
function headsOf({ type, method, free }: Openers, closed: number, isIndented: boolean): string[] {
  const heads: string[] = [];
  for (const braces of isIndented ? [closed + 1, closed] : [closed, closed + 1]) {
    if (braces === 0) heads.push('');
    else {
      if (type !== null) heads.push(braces === 1 ? type : `${type} ${method}${' {'.repeat(braces - 2)}`);
      if (free !== null) heads.push(free + ' {'.repeat(braces - 1));
    }
  }
  return heads;
}

/**
 * Braces that close what the text does not open, and braces that it leaves open. Those in strings and comments count
 * too: where they mislead, the mending has as many errors as none and is not taken.
 */
function unmatched(text: string): { closed: number; open: number } {
  let closed = 0;
  let open = 0;
  for (const [brace] of text.matchAll(/[{}]/g)) {
    if (brace === '{') open++;
    else if (open > 0) open--;
    else closed++;
  }
  return { closed, open };
}

function count(head: string): number {
  return head.split('{').length - 1;
}

function isLong(text: string, limit: { lines: number; characters: number }): boolean {
  return text.length >= limit.characters || text.split('\n').length > limit.lines;
}
