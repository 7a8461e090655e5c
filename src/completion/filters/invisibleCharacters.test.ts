import { expect, test } from 'vitest';
import { invisibleCharacters } from './invisibleCharacters.ts';
import { draftAt } from './testing/draft.ts';

test.each([
  ['a direction override', 'a\u202Eb'],
  ['a zero-width space', 'a\u200Bb'],
  ['a soft hyphen', 'a\u00ADb'],
  ['a tag character', 'a\u{E0041}b'],
])('%s is refused', (_name, text) => {
  expect(invisibleCharacters(draftAt('█', text))).toBe('refuse');
});

test('letters and signs of any language are shown', () => {
  expect(invisibleCharacters(draftAt('█', 'größe = "日本 \u{1F600}"'))).toBeNull();
});
