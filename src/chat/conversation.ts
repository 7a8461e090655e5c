import * as v from 'valibot';
import { failureTable, type FailureCode } from '../base/failures.ts';

const failureSchema = v.object({
  // Another version may know other failures.
  code: v.fallback(v.picklist(Object.keys(failureTable) as FailureCode[]), 'internal'),
  values: v.record(v.string(), v.union([v.string(), v.number()])),
});

const questionSchema = v.object({ role: v.literal('user'), id: v.string(), text: v.string() });

const answerSchema = v.object({
  role: v.literal('assistant'),
  id: v.string(),
  text: v.string(),
  status: v.picklist(['waiting', 'streaming', 'complete', 'stopped', 'incomplete', 'failed']),
  model: v.string(),
  seconds: v.nullable(v.number()),
  tokensPerSecond: v.nullable(v.number()),
  failure: v.nullable(failureSchema),
});

export const conversationSchema = v.object({
  version: v.literal(1),
  id: v.string(),
  messages: v.array(v.variant('role', [questionSchema, answerSchema])),
  /** Tokens of the last exchange in the model's chat context. */
  contextUse: v.nullable(v.object({ used: v.number(), size: v.number() })),
});

export type Question = v.InferOutput<typeof questionSchema>;
export type Answer = v.InferOutput<typeof answerSchema>;
export type Message = Question | Answer;
export type Conversation = v.InferOutput<typeof conversationSchema>;

export function emptyConversation(id: string): Conversation {
  return { version: 1, id, messages: [], contextUse: null };
}

/** An answer that was being written when its window or process ended is marked, not lost. */
export function settle(conversation: Conversation): Conversation {
  const messages = conversation.messages.map((message): Message => {
    if (message.role === 'user' || (message.status !== 'waiting' && message.status !== 'streaming')) return message;
    return { ...message, status: message.text === '' ? 'stopped' : 'incomplete' };
  });
  return { ...conversation, messages };
}
