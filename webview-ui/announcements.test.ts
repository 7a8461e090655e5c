import { describe, expect, it } from 'vitest';
import { answer, question, states } from '../test/page/states.ts';
import type { ChatPageState } from '../src/protocol/chatPage.ts';
import { announcementsOf, type Announcements } from './announcements.ts';
import { BlockStream } from './markdown/blockStream.ts';

const idle = states.empty;
const asked: ChatPageState = {
  ...idle,
  isBusy: true,
  messages: [question('q', 'Why?'), answer('a', '', { status: 'waiting' })],
};

function announce(previous: ChatPageState | null, next: ChatPageState, text = ''): Announcements {
  const stream = new BlockStream();
  stream.append(text);
  stream.end();
  return announcementsOf(previous, next, () => stream, 'en');
}

describe('announcementsOf', () => {
  it('says nothing about a conversation that is opened', () => {
    expect(announce(null, states.conversation)).toEqual({ polite: '', assertive: '' });
  });

  it('says that a question was sent and that a model loads, not each percent', () => {
    expect(announce(idle, asked).polite).toBe('Sent.');
    expect(announce(asked, { ...asked, loadingPercent: 1 }).polite).toBe('Loading qwen2.5-coder:7b.');
    expect(announce({ ...asked, loadingPercent: 1 }, { ...asked, loadingPercent: 2 }).polite).toBe('');
  });

  it.each([
    ['Just text. More.', 'Answer complete. Just text.'],
    ['Look:\n```\na\n```', 'Answer complete, 1 code block. Look:'],
    ['Look:\n```\na\n```\n```\nb\n```', 'Answer complete, 2 code blocks. Look:'],
  ])('sums up %j', (text, said) => {
    const next = { ...asked, isBusy: false, messages: [question('q', 'Why?'), answer('a', text)] };
    expect(announce(asked, next, text).polite).toBe(said);
    expect(announce(next, next, text).polite).toBe('');
  });

  it('interrupts for a failure', () => {
    const failed = { ...states.failed, messages: states.failed.messages.slice(0, 2) };
    const before = { ...failed, messages: [failed.messages[0]!, answer('a1', 'It', { status: 'streaming' })] };
    expect(announce(before, failed).assertive).toContain('connection');
  });
});
