import type { VNode } from 'preact';
import type { ChatPageState } from '../src/protocol/chatPage.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page.ts';
import { fill, formatCount } from './strings.ts';

/** From here on the context counts as nearly full, in percent. */
const tightPercent = 85;

/** Where the model runs, and how much of its context the last exchange took. */
export function Foot({ state }: { state: ChatPageState }): VNode {
  return (
    <div class="foot">
      <span class="where">
        <Icon name="lock" />
        <span class="ellipsis">{state.strings.onThisMachine}</span>
      </span>
      {state.contextUse !== null && <ContextRing state={state} use={state.contextUse} />}
    </div>
  );
}

function ContextRing({
  state: { strings },
  use,
}: {
  state: ChatPageState;
  use: { used: number; size: number };
}): VNode {
  const { locale } = usePage();
  const percent = Math.min(100, Math.round((100 * use.used) / Math.max(1, use.size)));
  const used = formatCount(use.used, locale);
  const size = formatCount(use.size, locale);
  const isTight = percent >= tightPercent;
  const label = fill(strings.contextUse, percent, used, size) + (isTight ? `, ${strings.nearlyFull}` : '');
  return (
    <span class={isTight ? 'used tight' : 'used'} role="img" aria-label={label} title={label}>
      <svg class="ring" viewBox="0 0 16 16" aria-hidden="true">
        <circle class="track" cx="8" cy="8" r="6" />
        <circle
          class="fill"
          cx="8"
          cy="8"
          r="6"
          pathLength={100}
          stroke-dasharray={`${percent} 100`}
          transform="rotate(-90 8 8)"
        />
      </svg>
      <span class="wide">{fill(strings.contextCount, used, size)}</span>
      <span class="narrow">{fill(strings.percent, percent)}</span>
    </span>
  );
}
