import { expect, test } from 'vitest';
import { emptyTrace, type Suggestion } from './outcome.ts';
import { at } from './testing/at.ts';
import { Uptake } from './uptake.ts';

const suggestion = (text: string, source: Suggestion['source'] = 'model'): Suggestion => {
  return { kind: 'suggestion', text, replaceAfter: 0, source, trace: emptyTrace() };
};

function shown(uptake: Uptake, taken: boolean): void {
  uptake.noteShown(at('x = █'), suggestion('one'));
  uptake.noteRequest(at(taken ? 'x = one█' : 'x = two█'));
}

test('for one who takes none, nothing more is written ahead; for a new user it is', () => {
  const uptake = new Uptake();
  for (let times = 0; times < 3; times++) shown(uptake, false);
  expect(uptake.suggestionsAhead).toBe(2);
  shown(uptake, false);
  expect(uptake.suggestionsAhead).toBe(0);
});

test('a third of them taken brings it back, and what was long ago does not count', () => {
  const uptake = new Uptake();
  for (let times = 0; times < 4; times++) shown(uptake, false);
  shown(uptake, true);
  expect(uptake.suggestionsAhead).toBe(0);
  shown(uptake, true);
  expect(uptake.suggestionsAhead).toBe(6);
  for (let times = 0; times < 12; times++) shown(uptake, false);
  expect(uptake.suggestionsAhead).toBe(0);
});

test('more in a row, further ahead, and never more than six', () => {
  const uptake = new Uptake();
  for (const expected of [4, 6, 6]) {
    shown(uptake, true);
    expect(uptake.suggestionsAhead).toBe(expected);
  }
  shown(uptake, false);
  expect(uptake.suggestionsAhead).toBe(2);
});

test('a suggestion that is typed letter by letter is one, and taken when its last letter is', () => {
  const uptake = new Uptake();
  uptake.noteShown(at('█'), suggestion('abcdef'));
  for (let typed = 1; typed < 6; typed++) {
    uptake.noteRequest(at(`${'abcdef'.slice(0, typed)}█`));
    uptake.noteShown(at(`${'abcdef'.slice(0, typed)}█`), suggestion('abcdef'.slice(typed), 'typeThrough'));
    expect(uptake.suggestionsAhead).toBe(2);
  }
  uptake.noteRequest(at('abcdef█'));
  expect(uptake.suggestionsAhead).toBe(4);
});
