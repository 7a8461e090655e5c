import { useSignal, useSignalEffect } from '@preact/signals';
import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { AnswerContext } from './answerContext.ts';
import { countLines, firstLines, foldedLines, isLong, splitPieces } from './codeFold.ts';
import { CopyButton } from './copyButton.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page.ts';
import { fill } from './strings.ts';

export type CodeBlockProps = { language: string; path: string; text: string };

export function CodeBlock({ language, path, text }: CodeBlockProps): VNode {
  const page = usePage();
  const strings = page.strings.value;
  const name = path || language;
  const label = name === '' ? strings.code : fill(strings.codeIn, name);
  const fold = useFold();
  const lines = countLines(text);
  const canFold = fold.isOffered && isLong(lines);
  const shown = canFold && fold.isFolded ? firstLines(text, foldedLines) : text;
  return (
    <figure class="code" aria-label={label}>
      <header>
        <span class="name grow ellipsis" title={name}>
          {name || strings.code}
        </span>
        <button
          type="button"
          class="icon-button"
          aria-label={strings.insertAtCursor}
          title={strings.insertAtCursor}
          onClick={() => page.post({ kind: 'insertAtCursor', text })}
        >
          <Icon name="insert" />
        </button>
        <CopyButton label={strings.copyCode} copied={strings.copied} text={() => text} />
      </header>
      <pre tabIndex={0} role="group" aria-label={label}>
        <code>
          {splitPieces(shown).map((piece, index) => (
            <span key={index} class="piece">
              {piece}
            </span>
          ))}
        </code>
      </pre>
      {canFold && (
        <button type="button" class="unfold" aria-expanded={!fold.isFolded} onClick={fold.toggle}>
          <Icon name={fold.isFolded ? 'chevronDown' : 'chevronUp'} />
          {fold.isFolded ? fill(strings.showMoreLines, lines - foldedLines) : strings.showFewerLines}
        </button>
      )}
    </figure>
  );
}

type Fold = { isOffered: boolean; isFolded: boolean; toggle: () => void };

/** Folding begins when the answer is complete, unless the user has left the end to read: then nothing moves. */
function useFold(): Fold {
  const page = usePage();
  const answer = useContext(AnswerContext);
  const isFolded = useSignal(answer?.isEnded.peek() ?? true);
  const wasEnded = useSignal(isFolded.peek());
  useSignalEffect(() => {
    if (answer?.isEnded.value !== true || wasEnded.peek()) return;
    wasEnded.value = true;
    isFolded.value = page.isFollowing.peek();
  });
  return {
    isOffered: wasEnded.value,
    isFolded: isFolded.value,
    toggle: () => {
      isFolded.value = !isFolded.peek();
    },
  };
}
