import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ChatPageState, FromChatPage, PageAnswer, ToChatPage } from '../src/protocol/chatPage.ts';
import { chatStrings, type ChatStrings } from '../src/protocol/chatStrings.ts';
import { announcementsOf, type Announcements } from './announcements.ts';
import { AnswerText } from './answerText.ts';
import { frameBatch } from './frameBatch.ts';

/** What the page knows and may do: the extension's last state, the texts of its answers, and the way back. */
export class ChatPage {
  readonly state = signal<ChatPageState | null>(null);
  readonly strings: ReadonlySignal<ChatStrings> = computed(() => this.state.value?.strings ?? chatStrings);
  /** Read out by a screen reader; `count` makes the same words news again. */
  readonly announced = signal<Announcements & { count: number }>({ polite: '', assertive: '', count: 0 });
  /** Counts requests to move the focus into the question box. */
  readonly focusRequests = signal(0);
  /** Counts requests to go to the end of the conversation and stay there. */
  readonly attachRequests = signal(0);
  /** True while the view follows the end of the conversation. */
  readonly isFollowing = signal(true);
  readonly locale: string;
  readonly post: (message: FromChatPage) => void;
  readonly #answers = new Map<string, AnswerText>();
  readonly #requestUpdate: () => void;

  constructor(post: (message: FromChatPage) => void, locale: string, schedule = frameBatch) {
    this.post = post;
    this.locale = locale;
    this.#requestUpdate = schedule(() => batch(() => this.#answers.forEach((answer) => answer.update())));
  }

  receive(data: unknown): void {
    if (!isMessage(data)) return;
    if (data.kind === 'state') this.#setState(data.state);
    else if (data.kind === 'delta') this.#append(data.id, data.text);
    else if (data.kind === 'focus') this.focusRequests.value++;
  }

  /** The text of the answer `id`, which is in the state. */
  answer(id: string): AnswerText {
    const known = this.#answers.get(id);
    if (known !== undefined) return known;
    const answer = new AnswerText();
    this.#answers.set(id, answer);
    return answer;
  }

  announce(polite: string, assertive = ''): void {
    if (polite === '' && assertive === '') return;
    this.announced.value = { polite, assertive, count: this.announced.peek().count + 1 };
  }

  /** Puts the focus back where typing goes on, and the view at the end. */
  returnToBox(): void {
    this.attachRequests.value++;
    this.focusRequests.value++;
  }

  #setState(state: ChatPageState): void {
    const previous = this.state.peek();
    const answers = state.messages.filter((message) => message.role === 'assistant');
    const ids = new Set(answers.map((answer) => answer.id));
    batch(() => {
      for (const id of this.#answers.keys()) if (!ids.has(id)) this.#answers.delete(id);
      const hasBegun = answers.map((answer) => this.#syncAnswer(answer)).includes(true);
      // Strings that are the same stay the same object, so that nothing is redrawn for them.
      const isSameLanguage = previous !== null && isEqual(previous.strings, state.strings);
      this.state.value = isSameLanguage ? { ...state, strings: previous.strings } : state;
      const { polite, assertive } = announcementsOf(previous, state, (id) => this.answer(id).stream, this.locale);
      if (polite === '' && hasBegun && previous !== null) this.announce(state.strings.answering, assertive);
      else this.announce(polite, assertive);
    });
  }

  /** True if these are the first words of an answer that goes on. */
  #syncAnswer({ id, text, status }: PageAnswer): boolean {
    const whole = text.replaceAll('\r', '');
    const received = this.answer(id).stream.source;
    const isEnded = status !== 'waiting' && status !== 'streaming';
    const isContinued = whole.startsWith(received) && !(this.answer(id).isEnded.peek() && whole !== received);
    if (!isContinued) this.#answers.delete(id);
    const answer = this.answer(id);
    answer.stream.append(isContinued ? whole.slice(received.length) : whole);
    answer.update();
    if (isEnded) answer.end();
    return !isEnded && received === '' && whole !== '';
  }

  #append(id: string, text: string): void {
    const answer = this.#answers.get(id);
    if (answer === undefined) return;
    if (answer.stream.source === '' && text !== '') this.announce(this.strings.peek().answering);
    answer.stream.append(text);
    this.#requestUpdate();
  }
}

function isEqual(a: ChatStrings, b: ChatStrings): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Messages come from our own extension, perhaps a newer or older one: unknown kinds are left alone. */
function isMessage(data: unknown): data is ToChatPage {
  return typeof data === 'object' && data !== null && 'kind' in data && typeof data.kind === 'string';
}

export const PageContext = createContext<ChatPage | null>(null);

export function usePage(): ChatPage {
  const page = useContext(PageContext);
  if (page === null) throw new Error('Drawn outside a page');
  return page;
}
