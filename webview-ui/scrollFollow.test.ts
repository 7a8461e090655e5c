import { expect, it } from 'vitest';
import { followsAfterScroll, isNearEnd, type ScrollPlace } from './scrollFollow.ts';

const end: ScrollPlace = { top: 900, height: 1000, view: 100 };

it('is near the end within 24 px', () => {
  expect(isNearEnd({ ...end, top: 876 })).toBe(true);
  expect(isNearEnd({ ...end, top: 875 })).toBe(false);
});

it('lets go on any way up, even a short one', () => {
  expect(followsAfterScroll(true, end, { ...end, top: 895 })).toBe(false);
});

it('takes hold again near the end, on the way down only', () => {
  expect(followsAfterScroll(false, { ...end, top: 800 }, { ...end, top: 880 })).toBe(true);
  expect(followsAfterScroll(false, { ...end, top: 700 }, { ...end, top: 800 })).toBe(false);
  expect(followsAfterScroll(false, { ...end, top: 895 }, { ...end, top: 890 })).toBe(false);
});

it('goes on following when content shrinks or the view grows', () => {
  expect(followsAfterScroll(true, end, { top: 500, height: 600, view: 100 })).toBe(true);
  expect(followsAfterScroll(true, end, { top: 850, height: 1000, view: 150 })).toBe(true);
  expect(followsAfterScroll(false, end, { top: 500, height: 600, view: 100 })).toBe(false);
});

it('is not changed by text that grows below', () => {
  expect(followsAfterScroll(true, end, { ...end, height: 1200 })).toBe(true);
  expect(followsAfterScroll(false, end, { ...end, height: 1200 })).toBe(false);
});
