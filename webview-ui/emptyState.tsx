import type { VNode } from 'preact';
import type { ChatPageState } from '../src/protocol/chatPage.ts';
import { HearthMark, Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import { LoadingStep } from './loadingStep.tsx';
import { usePage } from './page.ts';
import { fill } from './strings.ts';

/** The page before the first question: what will answer, and the next steps where that needs another model. */
export function EmptyState({ state }: { state: ChatPageState }): VNode {
  const page = usePage();
  const { strings, model } = state;
  const needsModel = model === null || model.isStarter;
  return (
    <div class="empty">
      <div class="hero">
        <HearthMark />
        <h1>{model?.isStarter ? strings.starterTitle : strings.emptyTitle}</h1>
        <p>{heroText(state)}</p>
        {state.loadingPercent !== null && <LoadingStep state={state} />}
      </div>
      {needsModel && (
        <ul class="starters" aria-label={strings.nextSteps}>
          <Row
            icon="layers"
            text={strings.chooseChatModel}
            onClick={() => page.post({ kind: 'action', action: 'chooseChatModel' })}
          />
          <Row
            icon="folderOpened"
            text={strings.importModel}
            note={strings.noNetwork}
            onClick={() => page.post({ kind: 'action', action: 'importModel' })}
          />
          {model !== null && <Row icon="edit" text={strings.askAnyway} onClick={() => page.focusRequests.value++} />}
        </ul>
      )}
    </div>
  );
}

function heroText({ strings, model }: ChatPageState): string {
  if (model === null) return strings.noModelText;
  return model.isStarter ? strings.starterText : fill(strings.emptyText, model.name);
}

type RowProps = { icon: IconName; text: string; note?: string; onClick: () => void };

function Row({ icon, text, note, onClick }: RowProps): VNode {
  return (
    <li>
      <button type="button" onClick={onClick}>
        <Icon name={icon} />
        <span>{text}</span>
        {note !== undefined && <span class="dim wide">{note}</span>}
      </button>
    </li>
  );
}
