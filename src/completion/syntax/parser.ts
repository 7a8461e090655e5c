import { join } from 'node:path';
import type { Language, Parser, Tree } from '@vscode/tree-sitter-wasm';
import type { Disposable } from '../../base/disposables.ts';
import { abortError, describeError } from '../../base/errors.ts';
import type { Code, Place, Syntax } from '../syntax.ts';
import { editBetween } from './edits.ts';
import { grammarFile, grammarFor } from './grammars.ts';
import { isBalanced, mendings, tagFor, type Mending } from './mending.ts';
import { placeAt } from './places.ts';

/** UTF-16 units; a window around a cursor has at most 22,000. Longer texts are not parsed. */
const maxCharacters = 40_000;

/**
 * Reports of progress (one per 100 operations of the parser) after which a parse is given up. Counted rather than
 * timed, so that the same text has the same answer on every machine. Code and random tokens need 15 per 1,000 characters.
 */
const mostSteps = 1_000;

export type ParserParts = {
  /** The folder of the .wasm files. */
  folder: string;
  warn: (message: string) => void;
  /** For tests: instead of `mostSteps`. */
  maxSteps?: number;
};

type Parse = (text: string) => Tree | null;
/** `errors` is infinite where no parse came to its end. */
type Mended = { mending: Mending; errors: number };
type Parsed = { text: string; tree: Tree };

/** `Syntax` in this very thread. Loads the parser, and each grammar, when it is first asked for. */
export class TreeSitterSyntax implements Syntax, Disposable {
  readonly #parts: ParserParts;
  readonly #grammars = new Map<string, Promise<Language | null>>();
  /** The newest tree of each grammar: the next text is mostly the same but for one place. */
  readonly #newest = new Map<string, Parsed>();
  #parser: Promise<Parser> | undefined;
  #lastWindow: { grammar: string; before: string; after: string; mended: Mended } | undefined;

  constructor(parts: ParserParts) {
    this.#parts = parts;
  }

  errors({ languageId, before, text, after }: Code, signal: AbortSignal): Promise<number | null> {
    return this.#read(languageId, signal, (parse, grammar) => {
      const without = this.#mended(parse, grammar, before, after);
      let { errors } = without;
      if (text !== '') errors = errorsWith(parse, before + text, after, without.mending);
      // In a window cut out of a file, which brace is one too many is not for the parser to say.
      if (errors > without.errors && !isBalanced(text)) {
        errors = Math.min(errors, mend(parse, grammar, before + text, after).errors);
      }
      return Number.isFinite(errors) ? errors : null;
    });
  }

  placeOf({ languageId, before, after }: Omit<Code, 'text'>, signal: AbortSignal): Promise<Place | null> {
    return this.#read(languageId, signal, (parse, grammar) => {
      const start = tagFor(grammar, before) + before;
      const tree = parse(start + after);
      return tree && placeAt(tree.rootNode, start + after, start.length);
    });
  }

  /** Frees the trees; grammars stay with the parser's module until the thread ends. */
  dispose(): void {
    for (const { tree } of this.#newest.values()) tree.delete();
    this.#newest.clear();
    this.#lastWindow = undefined;
  }

  async #read<T>(
    languageId: string,
    signal: AbortSignal,
    see: (parse: Parse, grammar: string) => T | null,
  ): Promise<T | null> {
    const name = grammarFor(languageId);
    if (name === null) return null;
    const language = await this.#grammar(name);
    if (signal.aborted) throw abortError();
    if (!language || !this.#parser) return null;
    const parser = await this.#parser;
    return see((text) => this.#parse(parser, name, language, text), name);
  }

  /** The window around the cursor without a suggestion, which is asked for again with each that is judged. */
  #mended(parse: Parse, grammar: string, before: string, after: string): Mended {
    const last = this.#lastWindow;
    if (last?.grammar === grammar && last.before === before && last.after === after) return last.mended;
    const mended = mend(parse, grammar, before, after);
    this.#lastWindow = { grammar, before, after, mended };
    return mended;
  }

  #grammar(name: string): Promise<Language | null> {
    let loading = this.#grammars.get(name);
    if (!loading) {
      loading = this.#load(name).catch((error: unknown) => {
        this.#parts.warn(`no syntax for the grammar ${name}: ${describeError(error)}`);
        return null;
      });
      this.#grammars.set(name, loading);
    }
    return loading;
  }

  async #load(name: string): Promise<Language> {
    const { folder } = this.#parts;
    const { default: treeSitter } = await import('@vscode/tree-sitter-wasm');
    // What goes wrong is reported by `warn`, not by the module on stderr.
    const options = { locateFile: (file: string) => join(folder, file), printErr: () => {} };
    this.#parser ??= treeSitter.Parser.init(options).then(() => new treeSitter.Parser());
    await this.#parser;
    return treeSitter.Language.load(join(folder, grammarFile(name)));
  }

  /** The tree stays this object's; null where the parse was given up. */
  #parse(parser: Parser, name: string, language: Language, text: string): Tree | null {
    if (text.length > maxCharacters) return null;
    const last = this.#newest.get(name);
    if (last?.text === text) return last.tree;
    this.#newest.delete(name);
    parser.setLanguage(language);
    last?.tree.edit(editBetween(last.text, text));
    const { maxSteps = mostSteps } = this.#parts;
    let tree = run(parser, text, maxSteps, last?.tree);
    last?.tree.delete();
    // Where code is broken, what the parser makes of it depends on the tree that it started from: start from none.
    if (last && tree?.rootNode.hasError) {
      tree.delete();
      tree = run(parser, text, maxSteps);
    }
    if (tree) this.#newest.set(name, { text, tree });
    return tree;
  }
}

function run(parser: Parser, text: string, maxSteps: number, old?: Tree): Tree | null {
  let steps = 0;
  const tree = parser.parse(text, old ?? null, { progressCallback: () => ++steps > maxSteps });
  // Else the next parse would go on where this one was given up.
  if (!tree) parser.reset();
  return tree;
}

/** The text with what makes it whole, if anything does. */
function mend(parse: Parse, grammar: string, before: string, after: string): Mended {
  const tag = tagFor(grammar, before);
  let best: Mended = { mending: { head: tag, tail: '' }, errors: Infinity };
  for (const { head, tail } of mendings(grammar, before, after)) {
    const mending = { head: tag + head, tail };
    const errors = errorsWith(parse, before, after, mending);
    if (errors < best.errors) best = { mending, errors };
    if (errors === 0) break;
  }
  return best;
}

function errorsWith(parse: Parse, before: string, after: string, { head, tail }: Mending): number {
  const tree = parse(head + before + after + tail);
  return tree ? errorsOf(tree) : Infinity;
}

/** Nodes that are wrong or missing. Not recursive: code can be nested deeper than the stack. */
function errorsOf(tree: Tree): number {
  let errors = 0;
  const left = [tree.rootNode];
  for (let node = left.pop(); node; node = left.pop()) {
    if (!node.hasError) continue;
    if (node.isError || node.isMissing) errors++;
    for (const child of node.children) if (child) left.push(child);
  }
  return errors;
}
