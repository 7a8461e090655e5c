import type { ChatPageState, PageAnswer } from '../src/protocol/chatPage.ts';
import type { BlockStream } from './markdown/blockStream.ts';
import { countCodeBlocks, firstSentence } from './markdown/plainText.ts';
import { fill } from './strings.ts';

/** `polite` waits for a pause in what is being read, `assertive` does not. */
export type Announcements = { polite: string; assertive: string };

/** What is new in `next` for someone who cannot see it. A page that has just been made says nothing. */
export function announcementsOf(
  previous: ChatPageState | null,
  next: ChatPageState,
  textOf: (id: string) => BlockStream,
  locale: string,
): Announcements {
  if (previous === null) return { polite: '', assertive: '' };
  const { strings } = next;
  const before = new Map(previous.messages.map((message) => [message.id, message]));
  const polite: string[] = [];
  const assertive: string[] = [];
  const question = next.messages.findLast((message) => message.role === 'user');
  if (question !== undefined && next.isBusy && !before.has(question.id)) polite.push(strings.sent);
  if (next.isBusy && previous.loadingPercent === null && next.loadingPercent !== null && next.model !== null) {
    polite.push(fill(strings.loadingAnnounced, next.model.name));
  }
  for (const message of next.messages) {
    if (message.role !== 'assistant') continue;
    const known = before.get(message.id);
    const status = known?.role === 'assistant' ? known.status : 'waiting';
    if (status === message.status || isEnded(status)) continue;
    if (message.failure !== null) assertive.push(message.failure.sentence);
    else if (message.status === 'stopped') polite.push(strings.stopped);
    else if (message.status === 'incomplete') polite.push(strings.incomplete);
    else if (message.status === 'complete') {
      polite.push(...completion(next, textOf(message.id), locale));
    }
  }
  return { polite: polite.join(' '), assertive: assertive.join(' ') };
}

function completion({ strings }: ChatPageState, { finished }: BlockStream, locale: string): string[] {
  const codeBlocks = countCodeBlocks(finished);
  const said =
    codeBlocks === 0
      ? strings.answerCompleteNoCode
      : codeBlocks === 1
        ? strings.answerCompleteOneCode
        : fill(strings.answerComplete, codeBlocks);
  return [said, firstSentence(finished, locale)];
}

function isEnded(status: PageAnswer['status']): boolean {
  return status !== 'waiting' && status !== 'streaming';
}
