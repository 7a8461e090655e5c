import type { VNode } from 'preact';
import type { ChatPageState, PageAnswer } from '../src/protocol/chatPage.ts';
import type { ChatStrings } from '../src/protocol/chatStrings.ts';
import { AnswerContext } from './answerContext.ts';
import type { AnswerText } from './answerText.ts';
import { CopyButton } from './copyButton.tsx';
import { FailureCard } from './failureCard.tsx';
import { Icon } from './icon.tsx';
import { LoadingStep } from './loadingStep.tsx';
import { usePage } from './page.ts';
import { fill, formatMeasure } from './strings.ts';

export function Answer({ answer, state }: { answer: PageAnswer; state: ChatPageState }): VNode {
  const page = usePage();
  const { strings } = state;
  const text = page.answer(answer.id);
  const isRunning = answer.status === 'waiting' || answer.status === 'streaming';
  // What came after an earlier answer would be lost.
  const isLast = state.messages.at(-1)?.id === answer.id;
  const retry = (): void => {
    page.post({ kind: 'retry', id: answer.id });
    page.returnToBox();
  };
  return (
    <article class="answer" tabIndex={-1} aria-label={strings.answer} aria-busy={isRunning}>
      <AnswerContext.Provider value={text}>
        <Prose text={text} state={state} isRunning={isRunning} />
      </AnswerContext.Provider>
      {answer.failure !== null && <FailureCard failure={answer.failure} strings={strings} retry={retry} />}
      {!isRunning && (
        <div class="meta">
          {text.stream.source !== '' && (
            <CopyButton label={strings.copyAnswer} copied={strings.copied} text={() => text.stream.source} />
          )}
          {isLast && (
            <button
              type="button"
              class="icon-button"
              aria-label={strings.tryAgain}
              title={strings.tryAgain}
              disabled={state.isBusy}
              onClick={retry}
            >
              <Icon name="refresh" />
            </button>
          )}
          <Measures answer={answer} strings={strings} locale={page.locale} />
        </div>
      )}
    </article>
  );
}

type ProseProps = { text: AnswerText; state: ChatPageState; isRunning: boolean };

function Prose({ text, state, isRunning }: ProseProps): VNode | null {
  const hasChanged = text.version.value;
  if (hasChanged === 0 || text.stream.source === '') return isRunning ? <LoadingStep state={state} /> : null;
  return <div class={isRunning ? 'prose streaming' : 'prose'}>{text.elements()}</div>;
}

type MeasuresProps = { answer: PageAnswer; strings: ChatStrings; locale: string };

function Measures({ answer, strings, locale }: MeasuresProps): VNode {
  const { model, seconds, tokensPerSecond } = answer;
  return (
    <span class="ellipsis">
      {answer.status === 'stopped' && <span class="mark">{strings.stopped}. </span>}
      {answer.status === 'incomplete' && <span class="mark">{strings.incomplete}. </span>}
      {seconds === null ? model : fill(strings.metaSeconds, model, formatMeasure(seconds, locale))}
      {tokensPerSecond !== null && (
        <span class="wide">, {fill(strings.metaSpeed, formatMeasure(tokensPerSecond, locale))}</span>
      )}
    </span>
  );
}
