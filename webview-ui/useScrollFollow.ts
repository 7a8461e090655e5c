import { useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ChatPage } from './page.ts';
import { followsAfterScroll, isNearEnd, type ScrollPlace } from './scrollFollow.ts';

/** Keeps the log at its end as long as the user is there. Returns whether new text is out of sight. */
export function useScrollFollow(
  page: ChatPage,
  log: RefObject<HTMLElement | null>,
  thread: RefObject<HTMLElement | null>,
): ReadonlySignal<boolean> {
  const isBehind = useSignal(false);

  useEffect(() => {
    const scroller = log.current;
    if (scroller === null || thread.current === null) return undefined;
    let before = placeOf(scroller);

    const settle = (): void => {
      const grew = scroller.scrollHeight > before.height;
      if (page.isFollowing.peek()) scroller.scrollTop = scroller.scrollHeight;
      before = placeOf(scroller);
      if (isNearEnd(before)) isBehind.value = false;
      else if (grew) isBehind.value = true;
    };
    const onScroll = (): void => {
      const now = placeOf(scroller);
      page.isFollowing.value = followsAfterScroll(page.isFollowing.peek(), before, now);
      if (isNearEnd(now)) isBehind.value = false;
      before = now;
    };
    const release = (): void => {
      page.isFollowing.value = false;
    };
    const onSelection = (): void => {
      const selection = document.getSelection();
      if (selection !== null && !selection.isCollapsed && scroller.contains(selection.anchorNode)) release();
    };

    // Both are told after layout and before painting, so following never shows an old place.
    const observer = new ResizeObserver(settle);
    observer.observe(scroller);
    observer.observe(thread.current);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    scroller.addEventListener('focusin', release);
    document.addEventListener('selectionchange', onSelection);
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', onScroll);
      scroller.removeEventListener('focusin', release);
      document.removeEventListener('selectionchange', onSelection);
    };
  }, []);

  useSignalEffect(() => {
    if (page.attachRequests.value === 0 || log.current === null) return;
    page.isFollowing.value = true;
    isBehind.value = false;
    log.current.scrollTop = log.current.scrollHeight;
  });

  return isBehind;
}

function placeOf({ scrollTop, scrollHeight, clientHeight }: HTMLElement): ScrollPlace {
  return { top: scrollTop, height: scrollHeight, view: clientHeight };
}
