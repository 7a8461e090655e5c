import { expect, test } from 'vitest';
import { continuationPrompt, fitHistory } from './chatPrompt.ts';
import type { Message } from './conversation.ts';

const message = (id: number): Message =>
  id % 2 === 1
    ? { role: 'user', id: String(id), text: `question ${id}` }
    : {
        role: 'assistant',
        id: String(id),
        text: `answer ${id}`,
        status: 'complete',
        model: 'm',
        seconds: 1,
        tokensPerSecond: 1,
        failure: null,
      };
const conversation = (length: number): Message[] => Array.from({ length }, (_, i) => message(i + 1));

test('all turns are sent while they fit', () => {
  const { turns, firstId, tokens } = fitHistory(conversation(5), [10, 10, 10, 10, 10], 1000);
  expect([turns.length, firstId, tokens]).toEqual([6, '1', 50]);
});

test('what no longer fits goes in one step, from a question on, so that the next questions keep their place', () => {
  const counts = Array.from({ length: 9 }, () => 100);
  const { turns, firstId, tokens } = fitHistory(conversation(9), counts, 1000);
  expect(tokens).toBeLessThanOrEqual(300);
  expect(turns[1]).toEqual({ role: 'user', text: 'question 7' });
  expect(firstId).toBe('7');
  // Two more messages fit into the room that was made: the beginning stays the same.
  const later = fitHistory(
    conversation(11).slice(6),
    Array.from({ length: 5 }, () => 100),
    1000,
  );
  expect(later.firstId).toBe('7');
});

test('the last question is always sent', () => {
  const { turns } = fitHistory(conversation(3), [10, 10, 900], 1000);
  expect(turns.at(-1)).toEqual({ role: 'user', text: 'question 3' });
});

test('a question of several lines is a comment of several lines', () => {
  expect(continuationPrompt('a\nb')).toEqual([{ text: '/**\n * a\n * b\n */\nexport function' }]);
  expect(continuationPrompt('a */ b')[0]).toEqual({ text: '/**\n * a * / b\n */\nexport function' });
});
