/** What to do at one place of a file: remove so many characters, then write `text`. `offset` counts in the text before. */
export type Edit = { offset: number; removed: number; text: string };

/** Edits closer together than this within one hunk are one: people retype a short word rather than step over it. Characters. */
const shortestGap = 14;
/** A hunk of which less than this share stays is rewritten as a whole. */
const leastKept = 0.45;

/** The edits that turn `before` into `after`, from the top: hunks of whole lines, and within changed lines the words that differ. */
export function editsBetween(before: string, after: string): Edit[] {
  const hunks = changes(before.match(/[^\n]*\n|[^\n]+/g) ?? [], after.match(/[^\n]*\n|[^\n]+/g) ?? []);
  return hunks
    .flatMap((hunk) => within(hunk, before.slice(hunk.offset, hunk.offset + hunk.removed)))
    .map((edit) => fromLineEnd(edit, before));
}

function within(hunk: Edit, old: string): Edit[] {
  if (hunk.removed === 0 || hunk.text === '') return [trimmed(hunk, old)];
  const words = merged(changes(wordsOf(old), wordsOf(hunk.text)), old);
  const removed = words.reduce((sum, edit) => sum + edit.removed, 0);
  const isKept = old.length - removed >= leastKept * Math.max(old.length, hunk.text.length / 3);
  return isKept ? words.map((edit) => ({ ...edit, offset: hunk.offset + edit.offset })) : [trimmed(hunk, old)];
}

/** New lines are written from the end of the line above, not from the beginning of the one below. */
function fromLineEnd({ offset, removed, text }: Edit, before: string): Edit {
  const end = /\n[ \t]*$/.exec(text)?.[0];
  if (removed > 0 || end === undefined || !before.endsWith(end, offset)) return { offset, removed, text };
  return { offset: offset - end.length, removed, text: end + text.slice(0, -end.length) };
}

function wordsOf(text: string): string[] {
  return text.match(/\w+|[ \t]+|\n|[^\w\s]/g) ?? [];
}

function merged(edits: Edit[], old: string): Edit[] {
  const result: Edit[] = [];
  for (const edit of edits) {
    const last = result.at(-1);
    const gap = last && old.slice(last.offset + last.removed, edit.offset);
    if (last && gap !== undefined && gap.length < shortestGap) {
      last.text += gap + edit.text;
      last.removed = edit.offset + edit.removed - last.offset;
    } else {
      result.push({ ...edit });
    }
  }
  return result;
}

/** Without what both texts begin and end with. */
function trimmed({ offset, removed, text }: Edit, old: string): Edit {
  let start = 0;
  while (start < Math.min(old.length, text.length) && old[start] === text[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, text.length) - start && old.at(-1 - end) === text.at(-1 - end)) end++;
  return { offset: offset + start, removed: removed - start - end, text: text.slice(start, text.length - end) };
}

/** Runs of parts that differ, by a longest common subsequence. */
function changes(before: string[], after: string[]): Edit[] {
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      common[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const edits: Edit[] = [];
  let [row, column, offset] = [0, 0, 0];
  let open: Edit | null = null;
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      open = null;
      offset += before[row]?.length ?? 0;
      row++;
      column++;
      continue;
    }
    if (!open) edits.push((open = { offset, removed: 0, text: '' }));
    if (row < before.length && (column >= after.length || at(row + 1, column) >= at(row, column + 1))) {
      const length = before[row++]?.length ?? 0;
      open.removed += length;
      offset += length;
    } else {
      open.text += after[column++] ?? '';
    }
  }
  return edits;
}
