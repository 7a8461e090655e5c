import type { Node } from '@vscode/tree-sitter-wasm';
import type { Place } from '../syntax.ts';

/** Node types of string-like literals, over all grammars of `grammars.ts`. */
const stringTypes = new Set([
  'ansi_c_string',
  'ansii_c_string',
  'byte_string_literal',
  'char_literal',
  'character_literal',
  'encapsed_string',
  'expandable_here_string_literal',
  'expandable_string_literal',
  'heredoc',
  'heredoc_body',
  'interpolated_string_expression',
  'interpreted_string_literal',
  'nowdoc',
  'raw_string',
  'raw_string_literal',
  'rune_literal',
  'string',
  'string_literal',
  'string_value',
  'template_string',
  'verbatim_here_string_characters',
  'verbatim_string_characters',
  'verbatim_string_literal',
]);

/** Code inside a string. */
const substitutionTypes = new Set([
  'command_substitution',
  'expansion',
  'format_expression',
  'interpolation',
  'simple_expansion',
  'sub_expression',
  'template_substitution',
]);

const quote = /^(?:string_start|[a-zA-Z@$]{0,3}(?:"""|'''|["'`]))$/;

/** What the cursor at `offset` of `text` stands in; `root` is the tree of that text. */
export function placeAt(root: Node, text: string, offset: number): Place {
  if (offset === 0) return 'code';
  let node = root.descendantForIndex(offset - 1, offset);
  // At the end of a file that ends inside a literal, no node spans the cursor.
  if (node?.id === root.id) node = root.descendantForIndex(offset - 1, offset - 1);
  for (; node; node = node.parent) {
    if (isComment(node.type)) return isInComment(node, text, offset) ? 'comment' : 'code';
    if (substitutionTypes.has(node.type) && isInside(node, offset)) return 'code';
    if (stringTypes.has(node.type) && (isInside(node, offset) || lacksItsEnd(node))) return 'string';
  }
  return root.hasError && followsLoneQuote(root, text, offset) ? 'string' : 'code';
}

function isComment(type: string): boolean {
  return type === 'comment' || type.endsWith('_comment');
}

/** A line comment reaches to the end of its line, a block comment to its closing mark, which it needs. */
function isInComment(node: Node, text: string, offset: number): boolean {
  const comment = text.slice(node.startIndex, node.endIndex);
  if (/^(?:\/\*|<!--|<#|=begin)/.test(comment)) return isInside(node, offset);
  return !text.slice(node.startIndex, offset).includes('\n');
}

function isInside(node: Node, offset: number): boolean {
  return node.startIndex < offset && offset < node.endIndex;
}

/** The closing quote was put in by the parser. */
function lacksItsEnd(node: Node): boolean {
  return node.lastChild?.isMissing ?? false;
}

/** The parser found a quote that nothing closes, on the cursor's line and before the cursor. */
function followsLoneQuote(root: Node, text: string, offset: number): boolean {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const left = [root];
  for (let node = left.pop(); node; node = left.pop()) {
    for (const child of node.children) {
      if (!child || child.startIndex >= offset || child.endIndex <= lineStart) continue;
      if (node.isError && child.startIndex >= lineStart && child.endIndex <= offset && quote.test(child.type))
        return true;
      if (child.hasError) left.push(child);
    }
  }
  return false;
}
