/** Small pure rules between what the model wrote and what is shown. None deletes inside the text. */
import type { Reason } from './outcome.ts';

export type Shown = { text: string; replaceAfter: number } | { reason: Reason };

/** Zero-width, direction-changing and tag characters (Trojan Source, CVE-2021-42574; Unicode Tags block). */
const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/u;

/** `after`: what follows the cursor. */
export function filter(text: string, before: string, after: string): Shown {
  if (invisible.test(text)) return { reason: 'invisibleCharacters' };
  const trimmed = trimEnd(text);
  if (trimmed.trim() === '') return { reason: 'empty' };
  const restOfLine = after.slice(0, lineEnd(after));
  const rest = restOfLine.trim();
  // A lone closing bracket in front of the same one is found by the bracket rule below.
  if (rest.length > 1 && trimmed.trim() === rest) return { reason: 'repeatsSuffix' };
  const nextLines = after.slice(lineEnd(after)).trimStart();
  if (rest === '' && trimmed.trim().length > 2 && nextLines.startsWith(trimmed.trim()) && startsLine(trimmed, before)) {
    return { reason: 'repeatsSuffix' };
  }
  const shown = trimOverlap(trimmed, restOfLine);
  if (shown.trim() === '') return { reason: 'repeatsSuffix' };
  const lineBefore = before.slice(before.lastIndexOf('\n') + 1);
  const replaceAfter = shown === trimmed ? closedAlready(shown, lineBefore, restOfLine) : 0;
  // Writing again what the editor has closed, and nothing else.
  if (replaceAfter > 0 && shown === restOfLine.slice(0, replaceAfter)) return { reason: 'repeatsSuffix' };
  return { text: shown, replaceAfter };
}

function lineEnd(text: string): number {
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end;
}

function startsLine(text: string, before: string): boolean {
  return text.startsWith('\n') || /(^|\n)[ \t]*$/.test(before);
}

/** White space at the end moves the cursor for nothing. */
function trimEnd(text: string): string {
  return text.replace(/\s+$/, '');
}

const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** What `text` leaves open, and what it closes without having opened it, in order. `quote`: it begins inside such a string. */
function scan(text: string, quote: string): { open: string[]; closes: string[]; quote: string } {
  const open: string[] = [];
  const closes: string[] = [];
  let inside = quote;
  let isOurs = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') i++;
    else if (inside !== '') {
      // A string of one line that was not closed was an apostrophe.
      if (character === inside || (character === '\n' && inside !== '`')) {
        if (character === inside && !isOurs) closes.push(character);
        inside = '';
      }
    } else if ('"\'`'.includes(character)) {
      inside = character;
      isOurs = true;
    } else if ('([{'.includes(character)) open.push(character);
    else if (pairs[character] !== undefined) {
      if (open.at(-1) === pairs[character]) open.pop();
      else closes.push(character);
    }
  }
  return { open, closes, quote: inside };
}

/** How many closing brackets and quotes right after the cursor the text closes by itself. */
export function closedAlready(text: string, lineBefore: string, restOfLine: string): number {
  const { closes } = scan(text, scan(lineBefore, '').quote);
  let matched = 0;
  while (matched < closes.length && closes[matched] === restOfLine[matched]) matched++;
  return matched;
}

/**
 * Drops an end that stands after the cursor already, as long as what is left closes what it opens. A single closing bracket or
 * quote has its own rule.
 */
export function trimOverlap(text: string, restOfLine: string): string {
  const most = Math.min(text.length, restOfLine.trimEnd().length);
  for (let length = most; length >= 1; length--) {
    const overlap = restOfLine.slice(0, length);
    if (!text.endsWith(overlap) || (length === 1 && !/[;,]/.test(overlap))) continue;
    const left = text.slice(0, -length);
    const { open, quote } = scan(left, '');
    if (open.length === 0 && quote === '') return left;
  }
  return text;
}
