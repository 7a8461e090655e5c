/** Sizes in px: `top` of what is visible, `height` of all, `view` of the visible part. */
export type ScrollPlace = { top: number; height: number; view: number };

/** Nearer to the end than this counts as being at the end, in px. */
const nearEnd = 24;

export function isNearEnd({ top, height, view }: ScrollPlace): boolean {
  return height - view - top <= nearEnd;
}

/**
 * Whether the view goes on following the end after a scroll from `before` to `now`. Any way up lets go; coming back
 * near the end takes hold. A move up because the content shrank or the view grew is not the user's.
 */
export function followsAfterScroll(isFollowing: boolean, before: ScrollPlace, now: ScrollPlace): boolean {
  const hasShrunk = now.height < before.height || now.view > before.view;
  if (now.top < before.top) return isFollowing && hasShrunk;
  if (now.top > before.top && isNearEnd(now)) return true;
  return isFollowing;
}
