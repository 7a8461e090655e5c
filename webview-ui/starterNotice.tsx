import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import type { ChatStrings } from '../src/protocol/chatStrings.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page.ts';

export function StarterNotice({ strings }: { strings: ChatStrings }): VNode | null {
  const page = usePage();
  const isDismissed = useSignal(false);
  if (isDismissed.value) return null;
  return (
    <div class="notice">
      <Icon name="info" />
      <p class="grow">
        {strings.starterNotice}{' '}
        <button type="button" class="link" onClick={() => page.post({ kind: 'action', action: 'chooseChatModel' })}>
          {strings.chooseChatModel}
        </button>
      </p>
      <button
        type="button"
        class="icon-button"
        aria-label={strings.dismiss}
        title={strings.dismiss}
        onClick={() => {
          isDismissed.value = true;
          page.focusRequests.value++;
        }}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
