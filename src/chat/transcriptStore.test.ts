import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyConversation, type Conversation } from './conversation.ts';
import { TranscriptStore } from './transcriptStore.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

const conversation = (text: string): Conversation => ({
  ...emptyConversation('one'),
  messages: [{ role: 'user', id: 'q', text }],
});

test('what was saved comes back', async () => {
  const store = new TranscriptStore(folder);
  await store.save(conversation('grüße 🙂'));
  expect(await new TranscriptStore(folder).loadCurrent()).toEqual(conversation('grüße 🙂'));
});

test('of many saves the last one counts, and no half file is left', async () => {
  const store = new TranscriptStore(folder);
  await Promise.all(Array.from({ length: 20 }, (_, i) => store.save(conversation(String(i)))));
  expect(await store.loadCurrent()).toEqual(conversation('19'));
  expect((await readdir(folder)).toSorted()).toEqual(['current', 'one.json']);
});

test('nothing is open at first, and after the conversation was closed', async () => {
  const store = new TranscriptStore(join(folder, 'not', 'there', 'yet'));
  expect(await store.loadCurrent()).toBeNull();
  await store.save(conversation('x'));
  await store.setCurrent(null);
  expect(await store.loadCurrent()).toBeNull();
});

test.each([
  ['cut', '{"version":1,"id":"one","mess'],
  ['of another shape', '{"version":1,"id":"one","messages":[{"role":"root"}],"contextUse":null}'],
  ['empty', ''],
])('a file that is %s is kept under another name, and said', async (_what, text) => {
  const store = new TranscriptStore(folder);
  await store.save(conversation('x'));
  await writeFile(join(folder, 'one.json'), text);
  await expect(store.loadCurrent()).rejects.toMatchObject({ code: 'conversationUnreadable' });
  expect(await readFile(join(folder, 'one.json.damaged'), 'utf8')).toBe(text);
  expect(await store.loadCurrent()).toBeNull();
});

test('a file of a newer Hearth is left as it is', async () => {
  const store = new TranscriptStore(folder);
  await store.save(conversation('x'));
  await writeFile(join(folder, 'one.json'), '{"version":2,"anything":true}');
  expect(await store.loadCurrent()).toBeNull();
  expect(await readFile(join(folder, 'one.json'), 'utf8')).toBe('{"version":2,"anything":true}');
});

test('a pointer that leads out of the folder is not followed', async () => {
  await writeFile(join(folder, 'current'), '../../etc/passwd');
  expect(await new TranscriptStore(folder).loadCurrent()).toBeNull();
});
