import type { VNode } from 'preact';
import { usePage } from './page.ts';

/** The only places that speak by themselves; a new key per announcement makes repeated words be read again. */
export function Announcer(): VNode {
  const { polite, assertive, count } = usePage().announced.value;
  return (
    <>
      <div class="vh" aria-live="polite">
        <p key={count}>{polite}</p>
      </div>
      <div class="vh" aria-live="assertive">
        <p key={count}>{assertive}</p>
      </div>
    </>
  );
}
