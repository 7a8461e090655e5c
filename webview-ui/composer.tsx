import { useSignal, useSignalEffect } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ChatPageState } from '../src/protocol/chatPage.ts';
import { Draft } from './draft.ts';
import { Foot } from './foot.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page.ts';
import { StarterNotice } from './starterNotice.tsx';
import { fill } from './strings.ts';

/** Longest question, in characters; the message schema allows no more. */
const maxQuestionLength = 1_000_000;

export function Composer({ state }: { state: ChatPageState }): VNode {
  const page = usePage();
  const { strings, isBusy } = state;
  const box = useRef<HTMLTextAreaElement>(null);
  const draft = useMemo(() => new Draft(state.draft, (text) => page.post({ kind: 'draft', text })), []);
  const isBlank = useSignal(state.draft.trim() === '');

  useEffect(() => {
    // Only now, not by later states: the text belongs to whoever is typing it.
    if (box.current !== null) box.current.value = state.draft;
    const flush = (): void => draft.flush();
    document.addEventListener('visibilitychange', flush);
    window.addEventListener('pagehide', flush);
    window.addEventListener('blur', flush);
    return () => {
      document.removeEventListener('visibilitychange', flush);
      window.removeEventListener('pagehide', flush);
      window.removeEventListener('blur', flush);
    };
  }, []);

  useSignalEffect(() => {
    if (page.focusRequests.value > 0) box.current?.focus();
  });

  const change = (text: string): void => {
    isBlank.value = text.trim() === '';
    draft.change(text);
  };
  const send = (): void => {
    const text = box.current?.value.trim() ?? '';
    if (text === '' || isBusy || box.current === null) return;
    page.post({ kind: 'ask', text });
    box.current.value = '';
    change('');
    draft.flush();
    page.returnToBox();
  };
  const stop = (): void => {
    page.post({ kind: 'stop' });
    page.focusRequests.value++;
  };

  return (
    <form
      class="composer"
      aria-label={strings.ask}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {state.model?.isStarter && state.messages.length > 0 && <StarterNotice strings={strings} />}
      <div class="box">
        <textarea
          ref={box}
          rows={1}
          aria-label={strings.ask}
          placeholder={strings.placeholder}
          maxLength={maxQuestionLength}
          onInput={(event) => change(event.currentTarget.value)}
          onBlur={() => draft.flush()}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return;
            event.preventDefault();
            send();
          }}
        />
        <div class="tools">
          <ModelButton state={state} />
          <span class="grow" />
          {isBusy ? (
            <button
              key="main"
              type="button"
              class="icon-button"
              aria-label={strings.stop}
              title={strings.stopHint}
              // The second click of a double click on Send was not meant for Stop.
              onClick={(event) => event.detail < 2 && stop()}
            >
              <Icon name="stop" />
            </button>
          ) : (
            <button
              key="main"
              type="submit"
              class="icon-button send"
              aria-label={strings.send}
              title={strings.sendHint}
              disabled={isBlank.value}
            >
              <Icon name="arrowUp" />
            </button>
          )}
        </div>
      </div>
      <Foot state={state} />
    </form>
  );
}

function ModelButton({ state: { strings, model } }: { state: ChatPageState }): VNode {
  const page = usePage();
  const name = model?.name ?? strings.noModel;
  return (
    <button
      type="button"
      class="pick"
      aria-haspopup="dialog"
      aria-label={fill(strings.modelLabel, name)}
      title={strings.changeModel}
      onClick={() => page.post({ kind: 'action', action: 'chooseChatModel' })}
    >
      <span class="ellipsis">{name}</span>
      <Icon name="chevronDown" />
    </button>
  );
}

/** Enter alone; not the Enter that ends an input method's word, which some systems report as key 229. */
export function isSendKey(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'isComposing' | 'keyCode'>,
): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.isComposing && event.keyCode !== 229;
}
