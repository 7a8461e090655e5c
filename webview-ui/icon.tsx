import type { VNode } from 'preact';
import { iconPaths, type IconName } from './icons.ts';

/** Decoration only: the control around it carries the name. */
export function Icon({ name, turns = false }: { name: IconName; turns?: boolean }): VNode {
  return (
    <svg class={turns ? 'i spin' : 'i'} viewBox="0 0 16 16" aria-hidden="true">
      <path fill-rule="evenodd" d={iconPaths[name]} />
    </svg>
  );
}

export function HearthMark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
        d="M3 20.25h18M5.25 20.25v-10a6.75 6.75 0 0 1 13.5 0v10"
      />
      <path
        fill="currentColor"
        d="M12.25 7.25c.3 2.2 3.25 3.6 3.25 6.6a3.5 3.5 0 0 1-7 0c0-1.5.7-2.5 1.6-3.3.1.9.4 1.5 1 1.9-.1-1.9.2-3.8 1.15-5.2Z"
      />
    </svg>
  );
}
