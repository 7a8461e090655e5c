import type { VNode } from 'preact';
import type { ChatPageState } from '../src/protocol/chatPage.ts';
import { Icon } from './icon.tsx';
import { fill } from './strings.ts';

/** What happens before the first word of an answer. */
export function LoadingStep({ state }: { state: ChatPageState }): VNode {
  return (
    <div class="step">
      <Icon name="loading" turns />
      <span>{stepText(state)}</span>
    </div>
  );
}

function stepText({ strings, loadingPercent, model }: ChatPageState): string {
  if (loadingPercent === null) return strings.waiting;
  // No part is loaded yet: the process that loads it is being started.
  if (loadingPercent === 0 || model === null) return strings.startingModel;
  return fill(strings.loadingModel, model.name, Math.floor(loadingPercent));
}
