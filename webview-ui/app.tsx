import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { Log } from './log.tsx';
import { usePage } from './page.ts';

/** Draws nothing before the first state: the page has no words of its own. */
export function App(): VNode | null {
  const page = usePage();

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing || page.state.peek()?.isBusy !== true) return;
      event.preventDefault();
      page.post({ kind: 'stop' });
      page.focusRequests.value++;
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  const state = page.state.value;
  if (state === null) return null;
  return (
    <>
      <Log state={state} />
      <Composer state={state} />
      <Announcer />
    </>
  );
}
