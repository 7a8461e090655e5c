import * as vscode from 'vscode';
import type { FileText, OpenEvent } from '../context/repositoryContext.ts';
import type { Exclusions } from './exclusions.ts';

/** What a suggestion may draw on besides its file. */
export type ContextMode = 'off' | 'openFiles' | 'workspace';

/** Documents that people write code in; what other extensions show and our own pages are none. */
const schemes = new Set(['file', 'vscode-remote', 'untitled']);
/** A larger file is not read; of a larger document a window is. */
const maxBytes = 500_000;
const maxLines = 1_500;
const maxCharacters = 60_000;

/** Which files are context, and their text. */
export class ContextFiles {
  readonly #exclusions: Exclusions;
  readonly #mode: (scope: vscode.ConfigurationScope) => ContextMode;

  constructor(exclusions: Exclusions, mode: (scope: vscode.ConfigurationScope) => ContextMode) {
    this.#exclusions = exclusions;
    this.#mode = mode;
  }

  modeOf(uri: vscode.Uri): ContextMode {
    return this.#mode(uri);
  }

  /** The name that context knows a file by, or null where it is none; unknown exclusions count as excluded. */
  pathOf(uri: vscode.Uri): string | null {
    const isIn = uri.scheme === 'untitled' || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    if (!isIn || !isSource(uri) || this.modeOf(uri) === 'off') return null;
    return this.#exclusions.reasonFor(uri) === null ? nameOf(uri) : null;
  }

  /** As `pathOf`, and waits for the exclusions. */
  async whenAllowed(uri: vscode.Uri): Promise<string | null> {
    if (!isSource(uri)) return null;
    await this.#exclusions.whenKnown(uri);
    return this.pathOf(uri);
  }

  /** An open file's text, or where it is large what stands around `line`; null where it is no context. */
  async open(uri: vscode.Uri, line: number): Promise<OpenEvent | null> {
    const path = await this.whenAllowed(uri);
    const lines = path === null ? null : await this.#linesOf(uri);
    // Reading takes its time: the file may have been excluded meanwhile.
    if (path === null || !lines || this.pathOf(uri) !== path) return null;
    const isWhole = lines.count <= maxLines;
    const from = isWhole ? 0 : Math.max(0, Math.min(line - maxLines / 2, lines.count - maxLines));
    return { path, isWhole, ...windowOf(lines, from, from + maxLines) };
  }

  /** Lines around a place that stay on both sides within `distance`. */
  async around(uri: vscode.Uri, line: number, distance: number): Promise<FileText | null> {
    const path = await this.whenAllowed(uri);
    const lines = path === null ? null : await this.#linesOf(uri);
    // Reading takes its time: the file may have been excluded meanwhile.
    if (path === null || !lines || this.pathOf(uri) !== path) return null;
    return { path, ...windowOf(lines, line - distance, line + distance + 1) };
  }

  /** From the document where the editor has one; else from the file, for opening it would wake language servers. */
  async #linesOf(uri: vscode.Uri): Promise<Lines | null> {
    const document = documentOf(uri);
    if (document) {
      return {
        count: document.lineCount,
        text: (line) => document.lineAt(line).text,
        languageId: document.languageId,
      };
    }
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > maxBytes) return null;
      const bytes = await vscode.workspace.fs.readFile(uri);
      if (bytes.includes(0)) return null;
      const lines = new TextDecoder().decode(bytes).split(/\r\n?|\n/);
      return { count: lines.length, text: (line) => lines[line] ?? '', languageId: '' };
    } catch {
      // Gone, or not to be read: then it is no context.
      return null;
    }
  }
}

type Lines = { count: number; text: (line: number) => string; languageId: string };

export function isSource(uri: vscode.Uri): boolean {
  return schemes.has(uri.scheme);
}

export function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri).replaceAll('\\', '/');
}

export function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/** The files of all tabs, the ones in sight first. */
export function openTabs(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const inOrder = [...tabs.filter((tab) => tab.isActive), ...tabs.filter((tab) => !tab.isActive)];
  const uris = inOrder.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []));
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}

export function isOpenInTab(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return openTabs().some((tab) => tab.toString() === key);
}

function windowOf(lines: Lines, from: number, to: number): Omit<FileText, 'path'> {
  const startLine = Math.max(0, from);
  const texts: string[] = [];
  let characters = 0;
  for (let line = startLine; line < Math.min(lines.count, to) && characters < maxCharacters; line++) {
    const text = lines.text(line);
    // One line may be megabytes; whoever cuts the text leaves out long ones, whatever they hold.
    texts.push(text.slice(0, 1_000));
    characters += Math.min(text.length, 1_000) + 1;
  }
  return { languageId: lines.languageId, startLine, text: `${texts.join('\n')}\n` };
}
