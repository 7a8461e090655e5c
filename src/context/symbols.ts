import { isStopWord } from './identifiers.ts';

/** Where a name stands in a document; lines and columns from 0. */
export type SymbolAt = { name: string; line: number; column: number };

const word = /[A-Za-z_$\u00aa-\uffdc][\w$\u00aa-\uffdc]+/g;
/** What is quoted or commented out, roughly: the rest of a line after its comment, and text between quotes. */
const quoted = /\/\/.*$|(?:^|\s)#(?!include).*$|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g;
const declares = /\b(?:function|def|func|fn|class|interface|struct|enum|trait|const|let|var|val)\s+$/;
const importLine = /^\s*(?:import\b|from\b|use\b|using\b|export\b.*\bfrom\b|(?:const|let|var)\b.*\brequire\()/;
/** Imports end where a file's own code has been going on for so many lines. */
const linesOfImports = 80;

/** Names used in the last of `lines` and the ones above, nearest first, at most `limit`. @param startLine number of the first line */
export function symbolsNear(lines: readonly string[], startLine: number, limit: number): SymbolAt[] {
  const found = new Map<string, SymbolAt>();
  for (let index = lines.length - 1; index >= 0 && found.size < limit; index--) {
    const text = withoutQuotes(lines[index] ?? '');
    // In one line a name that is called or constructed says most about what is needed.
    const names = [...text.matchAll(word)].toSorted((a, b) => weight(text, b) - weight(text, a));
    for (const match of names) {
      const { 0: name, index: column } = match;
      const isOwn = isStopWord(name) || declares.test(text.slice(0, column));
      if (isOwn || found.has(name) || found.size >= limit) continue;
      found.set(name, { name, line: startLine + index, column });
    }
  }
  return [...found.values()];
}

/** Names that the lines of imports at a document's start bring in, those in `used` first. */
export function importedSymbols(lines: readonly string[], used: ReadonlySet<string>, limit: number): SymbolAt[] {
  const found = new Map<string, SymbolAt>();
  let isOpen = false;
  for (const [line, text] of lines.slice(0, linesOfImports).entries()) {
    if (!isOpen && !importLine.test(text)) continue;
    const plain = withoutQuotes(text);
    // A list of names in brackets may go on over many lines.
    isOpen = isOpen ? !/[)}]/.test(plain) : /[({][^)}]*$/.test(plain);
    for (const { 0: name, index: column } of plain.matchAll(word)) {
      if (!isStopWord(name) && !found.has(name)) found.set(name, { name, line, column });
    }
  }
  const all = [...found.values()];
  const isUsed = ({ name }: SymbolAt): boolean => used.has(name);
  return [...all.filter(isUsed), ...all.filter((symbol) => !isUsed(symbol))].slice(0, limit);
}

/** Columns stay as they are. */
function withoutQuotes(line: string): string {
  return line.slice(0, 500).replaceAll(quoted, (text) => ' '.repeat(text.length));
}

function weight(line: string, { 0: name, index }: RegExpExecArray): number {
  if (line[index + name.length] === '(') return 2;
  return /^[A-Z]/.test(name) ? 1 : 0;
}
