import * as vscode from 'vscode';
import { identifiersOf } from '../context/identifiers.ts';
import type { DefinitionEvent } from '../context/repositoryContext.ts';
import { importedSymbols, symbolsNear, type SymbolAt } from '../context/symbols.ts';
import { isOpenInTab, type ContextFiles } from './contextFiles.ts';

/** Names asked about at one rest of the cursor; each may cost a language server some milliseconds. */
const maxSymbols = 6;
const maxImports = 4;
/** Lines above the cursor in which names are looked for. */
const linesAbove = 12;
const linesOfImports = 80;
/** Lines read above and below the place that a definition begins at. */
const around = 25;
const maxAsked = 500;
/** A language server that has just started knows nothing yet: a name without an answer is asked about again so many times. */
const maxAttempts = 4;

/** Document and name → how often it was asked about in vain; found names count as asked enough. */
export type AskedFor = Map<string, number>;

/**
 * Asks the editor's own definition providers about names around the cursor and in the imports, one after the other, until
 * `signal` aborts. `askedFor` remembers names that need no second question.
 */
export async function gatherDefinitions(
  editor: vscode.TextEditor,
  files: ContextFiles,
  askedFor: AskedFor,
  signal: AbortSignal,
): Promise<DefinitionEvent[]> {
  const { document } = editor;
  // A language server may run what a workspace brings; in one that is not trusted nothing is asked of it.
  if (!vscode.workspace.isTrusted) return [];
  const found: DefinitionEvent[] = [];
  for (const { why, ...symbol } of symbolsOf(document, editor.selection.active)) {
    const key = `${document.uri.toString()} ${symbol.name}`;
    const attempts = askedFor.get(key) ?? 0;
    if (attempts >= maxAttempts) continue;
    const target = await definitionOf(document.uri, symbol);
    if (signal.aborted) break;
    if (askedFor.size > maxAsked) askedFor.clear();
    askedFor.set(key, target ? maxAttempts : attempts + 1);
    if (!target || target.uri.toString() === document.uri.toString()) continue;
    if (files.modeOf(document.uri) !== 'workspace' && !isOpenInTab(target.uri)) continue;
    const text = await files.around(target.uri, target.line, around);
    if (text) found.push({ ...text, line: target.line, symbol: symbol.name, why });
  }
  return found;
}

function symbolsOf(
  document: vscode.TextDocument,
  { line }: vscode.Position,
): (SymbolAt & { why: 'definition' | 'import' })[] {
  const lines = (from: number, to: number): string[] => {
    const texts: string[] = [];
    for (let at = from; at < Math.min(to, document.lineCount); at++) texts.push(document.lineAt(at).text);
    return texts;
  };
  const from = Math.max(0, line - linesAbove);
  const near = lines(from, line + 1);
  const used = identifiersOf(near.join('\n'));
  const imports = importedSymbols(lines(0, linesOfImports), used, maxImports);
  const imported = new Set(imports.map(({ name }) => name));
  return [
    ...symbolsNear(near, from, maxSymbols)
      .filter(({ name }) => !imported.has(name))
      .map((symbol) => ({ ...symbol, why: 'definition' as const })),
    ...imports.map((symbol) => ({
      ...symbol,
      why: used.has(symbol.name) ? ('definition' as const) : ('import' as const),
    })),
  ];
}

async function definitionOf(
  uri: vscode.Uri,
  { line, column }: SymbolAt,
): Promise<{ uri: vscode.Uri; line: number } | null> {
  const position = new vscode.Position(line, column);
  try {
    const answers = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[] | undefined>(
      'vscode.executeDefinitionProvider',
      uri,
      position,
    );
    const first = answers?.[0];
    if (!first) return null;
    return 'targetUri' in first
      ? { uri: first.targetUri, line: first.targetRange.start.line }
      : { uri: first.uri, line: first.range.start.line };
  } catch {
    // Another extension's provider failed, which is its own affair.
    return null;
  }
}
