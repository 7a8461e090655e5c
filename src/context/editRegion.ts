/** Lines of one document that were edited together, from 0, both included. */
export type EditRegion = { from: number; to: number };

/** What replaced the lines `startLine` to `endLine`. */
export type LineChange = { startLine: number; endLine: number; text: string };

/** Changes this near belong together, in lines. */
const nearLines = 8;
/** A region grows no further than a piece of context can hold. */
const maxLines = 40;

/** The region after a change, and the one before where the change was made elsewhere. */
export function afterChange(
  region: EditRegion | null,
  { startLine, endLine, text }: LineChange,
): { region: EditRegion; finished: EditRegion | null } {
  const inserted = text.split('\n').length - 1;
  const fresh = { from: startLine, to: startLine + inserted };
  if (!region) return { region: fresh, finished: null };
  const moved = inserted - (endLine - startLine);
  const shifted =
    endLine < region.from
      ? { from: region.from + moved, to: region.to + moved }
      : { from: region.from, to: startLine > region.to ? region.to : Math.max(fresh.to, region.to + moved) };
  const all = { from: Math.min(shifted.from, fresh.from), to: Math.max(shifted.to, fresh.to) };
  const isNear = startLine <= region.to + nearLines && endLine >= region.from - nearLines;
  return isNear && all.to - all.from < maxLines
    ? { region: all, finished: null }
    : { region: fresh, finished: shifted };
}
