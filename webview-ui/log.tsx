import { Fragment, type VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { ChatPageState } from '../src/protocol/chatPage.ts';
import { Answer } from './answer.tsx';
import { EmptyState } from './emptyState.tsx';
import { Icon } from './icon.tsx';
import { LoadingStep } from './loadingStep.tsx';
import { usePage } from './page.ts';
import { useScrollFollow } from './useScrollFollow.ts';

export function Log({ state }: { state: ChatPageState }): VNode {
  const page = usePage();
  const log = useRef<HTMLElement | null>(null);
  const thread = useRef<HTMLDivElement | null>(null);
  const isBehind = useScrollFollow(page, log, thread);
  const { strings, messages } = state;
  const isEmpty = messages.length === 0;
  const last = messages.at(-1);
  const showsLoading = !isEmpty && state.loadingPercent !== null && !(last?.role === 'assistant' && isWaiting(last));

  return (
    <div class="log-frame">
      <section
        class="log"
        ref={log}
        tabIndex={0}
        aria-label={isEmpty ? strings.start : strings.log}
        onKeyDown={goToMessage}
        {...(isEmpty ? {} : { role: 'log', 'aria-live': 'off' })}
      >
        <div class="thread" ref={thread}>
          {isEmpty ? null : <h1 class="vh">{strings.log}</h1>}
          {isEmpty && <EmptyState state={state} />}
          {messages.map((message) => (
            <Fragment key={message.id}>
              {message.id === state.firstSentId && (
                <p class="rule">
                  <span>{strings.trimmed}</span>
                </p>
              )}
              {message.role === 'user' ? (
                <article class="ask" tabIndex={-1} aria-label={strings.youAsked}>
                  <p>{message.text}</p>
                </article>
              ) : (
                <Answer answer={message} state={state} />
              )}
            </Fragment>
          ))}
          {showsLoading && <LoadingStep state={state} />}
        </div>
      </section>
      {isBehind.value && (
        <button type="button" class="jump" onClick={() => page.returnToBox()}>
          <Icon name="arrowDown" />
          {strings.jumpToLatest}
        </button>
      )}
    </div>
  );
}

function isWaiting(answer: { status: string }): boolean {
  return answer.status === 'waiting';
}

/** Ctrl+Up and Ctrl+Down go from message to message. */
function goToMessage(event: KeyboardEvent): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step === undefined || !event.ctrlKey || event.altKey || event.shiftKey || event.metaKey) return;
  const log = event.currentTarget;
  if (!(log instanceof HTMLElement)) return;
  const messages = [...log.querySelectorAll<HTMLElement>('article')];
  const current = messages.findIndex((message) => message.contains(document.activeElement));
  const next = messages[current === -1 ? (step === 1 ? 0 : messages.length - 1) : current + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
