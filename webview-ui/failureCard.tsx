import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import type { PageFailure } from '../src/protocol/chatPage.ts';
import type { ChatStrings } from '../src/protocol/chatStrings.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page.ts';

type FailureCardProps = { failure: PageFailure; strings: ChatStrings; retry: () => void };

export function FailureCard({ failure, strings, retry }: FailureCardProps): VNode {
  const page = usePage();
  const id = useId();
  const { nextStep } = failure;
  return (
    <section class="card error" role="group" aria-labelledby={id} {...described(failure, id)}>
      <header>
        <Icon name="error" />
        <h2 id={id}>{failure.sentence}</h2>
      </header>
      <div class="body">
        {failure.detail !== '' && <p id={`${id}-detail`}>{failure.detail}</p>}
        {nextStep !== null && (
          <div class="buttons">
            <button
              type="button"
              class="button"
              onClick={() => {
                if (nextStep.action === 'retry') retry();
                else page.post({ kind: 'action', action: nextStep.action });
              }}
            >
              {nextStep.label}
            </button>
          </div>
        )}
        <details class="fold">
          <summary>
            <Icon name="chevronRight" />
            {strings.details}
          </summary>
          <p>
            <code>{failure.code}</code>{' '}
            <button type="button" class="link" onClick={() => page.post({ kind: 'action', action: 'showLog' })}>
              {strings.showLog}
            </button>
          </p>
        </details>
      </div>
    </section>
  );
}

function described({ detail }: PageFailure, id: string): { 'aria-describedby'?: string } {
  return detail === '' ? {} : { 'aria-describedby': `${id}-detail` };
}
