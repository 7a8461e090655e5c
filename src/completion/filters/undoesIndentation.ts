import { balanceOf } from './brackets.ts';
import { filledLines, indentOf, lineBeforeOf, nextLinesOf, restOfLineOf } from './lines.ts';
import type { Draft, Rule } from './rule.ts';

/**
 * The safety net under the stop rule: cuts before a line that stands further left than the block in which the cursor is, where
 * that block goes on below. A brace that would close its block at the indentation of the block's own lines is refused.
 */
export const undoesIndentation: Rule = (draft) => {
  if (closesTooFarRight(draft)) return draft.isManual || draft.isTypedThrough ? null : 'refuse';
  const [nextLine = ''] = nextLinesOf(draft.after);
  const lines = draft.text.split('\n');
  const own = indentOf(lineBeforeOf(draft.before) + (lines[0] ?? ''));
  const least = Math.min(own, indentOf(nextLine));
  let end = (lines[0] ?? '').length;
  for (const line of lines.slice(1)) {
    const isText = balanceOf(draft.text.slice(0, end)).quote === '`';
    // Directives of a preprocessor stand at the margin.
    if (line.trim() !== '' && !line.startsWith('#') && indentOf(line) < least && !isText) return { keep: end };
    end += 1 + line.length;
  }
  return null;
};

function closesTooFarRight({ text, before, after }: Draft): boolean {
  const lineBefore = lineBeforeOf(before);
  // A brace after the cursor is the editor's, and the text is written over it.
  if (!text.startsWith('}') || lineBefore.trim() !== '' || restOfLineOf(after).trim() !== '') return false;
  const above = filledLines(before.slice(0, before.length - lineBefore.length).split('\n')).at(-1);
  if (above === undefined) return false;
  const opensBlock = /[{([:]\s*$/.test(above);
  return opensBlock ? indentOf(lineBefore) > indentOf(above) : indentOf(lineBefore) >= indentOf(above);
}
