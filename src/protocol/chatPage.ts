/**
 * What the chat page (webview-ui/) and the extension say to each other.
 * The extension owns the state; the page draws it and reports what the user did.
 */
import * as v from 'valibot';
import type { ChatStrings } from './chatStrings.ts';

/** A next step that a failure card offers; the page only names it, the extension runs it. */
export type PageAction =
  | 'chooseChatModel'
  | 'importModel'
  | 'showLog'
  | 'openSettings'
  | 'newConversation'
  | 'restartRuntime';

/** A failure as the page shows it: all sentences already in the user's language. */
export type PageFailure = {
  code: string;
  /** Heading: what happened. */
  sentence: string;
  /** What is kept or lost, or an empty string. */
  detail: string;
  nextStep: { label: string; action: PageAction | 'retry' } | null;
};

export type PageQuestion = { role: 'user'; id: string; text: string };

export type PageAnswer = {
  role: 'assistant';
  id: string;
  /** Markdown as the model wrote it: data from outside, never HTML. */
  text: string;
  /** `waiting`: sent, no text yet. `incomplete`: ended by a failure or a lost process after some text. */
  status: 'waiting' | 'streaming' | 'complete' | 'stopped' | 'incomplete' | 'failed';
  /** Name of the model that answered, e.g. `Starter`. */
  model: string;
  /** Wall time from question to end of answer; null while it runs. */
  seconds: number | null;
  tokensPerSecond: number | null;
  failure: PageFailure | null;
};

export type PageMessage = PageQuestion | PageAnswer;

export type ChatPageState = {
  strings: ChatStrings;
  /** Null: no chat model is chosen. */
  model: { name: string; isStarter: boolean } | null;
  /** 0–100 while the chat model loads, else null. */
  loadingPercent: number | null;
  /** An answer is being made; Send is Stop. */
  isBusy: boolean;
  messages: PageMessage[];
  /** First message that the model still sees; null while all of them fit. */
  firstSentId: string | null;
  /** Text the user has typed and not sent; kept by the extension across reloads. */
  draft: string;
  /** Tokens the last exchange took, of the chat context's size; null before the first answer. */
  contextUse: { used: number; size: number } | null;
};

export type ToChatPage =
  | { kind: 'state'; state: ChatPageState }
  /** Appends to the answer `id`; sent instead of a whole state while text streams. */
  | { kind: 'delta'; id: string; text: string }
  /** Moves the keyboard focus into the question box. */
  | { kind: 'focus' };

/** Longest text the page may send: far above any question, below what would stall the extension host. */
const maxTextLength = 1_000_000;
const text = v.pipe(v.string(), v.maxLength(maxTextLength));

export const fromChatPageSchema = v.variant('kind', [
  /** The page has loaded and has no state yet. */
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('ask'), text }),
  v.object({ kind: v.literal('stop') }),
  /** Ask the question before the answer `id` again. */
  v.object({ kind: v.literal('retry'), id: v.pipe(v.string(), v.maxLength(100)) }),
  v.object({ kind: v.literal('copy'), text }),
  v.object({ kind: v.literal('insertAtCursor'), text }),
  /** The user activated a link; the extension asks before it opens anything. */
  v.object({ kind: v.literal('openLink'), href: v.pipe(v.string(), v.maxLength(4096)) }),
  v.object({ kind: v.literal('draft'), text }),
  v.object({
    kind: v.literal('action'),
    action: v.picklist([
      'chooseChatModel',
      'importModel',
      'showLog',
      'openSettings',
      'newConversation',
      'restartRuntime',
    ] satisfies PageAction[]),
  }),
]);
export type FromChatPage = v.InferOutput<typeof fromChatPageSchema>;
