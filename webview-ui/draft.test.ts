import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Draft } from './draft.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('is kept once after a pause in typing', () => {
  const keep = vi.fn<(text: string) => void>();
  const draft = new Draft('', keep);
  draft.change('a');
  vi.advanceTimersByTime(299);
  draft.change('ab');
  vi.advanceTimersByTime(299);
  expect(keep).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(keep.mock.calls).toEqual([['ab']]);
});

it('is kept at once on flush, and not again', () => {
  const keep = vi.fn<(text: string) => void>();
  const draft = new Draft('old', keep);
  draft.flush();
  draft.change('new');
  draft.flush();
  draft.flush();
  vi.runAllTimers();
  expect(keep.mock.calls).toEqual([['new']]);
});
