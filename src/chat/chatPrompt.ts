import type { ChatTurn, PromptPart } from '../protocol/workerApi.ts';
import type { Message } from './conversation.ts';

/** Short, since a small model spends its attention on it. */
const systemText =
  "You are a programming assistant that runs on the user's own machine. Answer briefly and exactly. Put code into Markdown code blocks that name their language.";

/** Share of the chat context that the conversation may fill; the rest is for the answer. */
const historyShare = 0.6;

/** The turns to send, oldest first, and where they begin in the conversation. */
export type History = { turns: ChatTurn[]; firstId: string | null; tokens: number };

/**
 * The newest messages that fit, from a question on. What no longer fits goes in one big step, down to half of the room,
 * so that the turns after it keep their place in the KV cache.
 * `counts`: tokens of each message; `size`: tokens of the chat context.
 */
export function fitHistory(messages: Message[], counts: number[], size: number): History {
  const room = Math.floor(size * historyShare);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let left = total;
  let from = 0;
  const isLast = (index: number): boolean => index >= messages.length - 1;
  if (total > room) {
    while (!isLast(from) && (left > room / 2 || messages[from]?.role !== 'user')) left -= counts[from++] ?? 0;
  }
  const kept = messages.slice(from);
  const turns = kept
    .filter((message) => message.text !== '')
    .map((message): ChatTurn => ({ role: message.role, text: message.text }));
  return { turns: [{ role: 'system', text: systemText }, ...turns], firstId: kept[0]?.id ?? null, tokens: left };
}

/** What a continuation begins with: it is part of the answer. */
export const continuationLead = 'export function';

/**
 * For a model without a chat template, which only continues text: the question as the comment above a function that it is to
 * write. Its answer is code, and shown as such.
 */
export function continuationPrompt(question: string): PromptPart[] {
  const lines = question.replaceAll('*/', '* /').split('\n');
  return [{ text: `/**\n${lines.map((line) => ` * ${line}\n`).join('')} */\n${continuationLead}` }];
}

/** Where the function ends, once it has; a model that only continues text would go on with the next one. */
export function continuationEnd(text: string): number | null {
  const match = /\n[})\]][;)]*(?=\n)/.exec(text);
  return match ? match.index + match[0].length : null;
}
