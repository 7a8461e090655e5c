import { expect, it } from 'vitest';
import { afterChange, type EditRegion, type LineChange } from './editRegion.ts';

const insert = (line: number, text: string): LineChange => ({ startLine: line, endLine: line, text });

it.each<[string, EditRegion | null, LineChange, EditRegion, EditRegion | null]>([
  ['the first', null, insert(5, 'a'), { from: 5, to: 5 }, null],
  ['the first, of several lines', null, insert(5, 'a\nb\n'), { from: 5, to: 7 }, null],
  ['in it', { from: 5, to: 7 }, insert(6, 'a'), { from: 5, to: 7 }, null],
  ['a line more in it', { from: 5, to: 7 }, insert(6, '\n'), { from: 5, to: 8 }, null],
  ['below, near', { from: 5, to: 7 }, insert(10, 'a'), { from: 5, to: 10 }, null],
  ['above, near', { from: 10, to: 12 }, insert(8, '\n\n'), { from: 8, to: 14 }, null],
  ['above, far', { from: 50, to: 52 }, insert(8, '\n\n'), { from: 8, to: 10 }, { from: 52, to: 54 }],
  ['below, far', { from: 5, to: 7 }, insert(80, 'a'), { from: 80, to: 80 }, { from: 5, to: 7 }],
  ['lines taken out', { from: 5, to: 12 }, { startLine: 6, endLine: 9, text: '' }, { from: 5, to: 9 }, null],
])('%s', (_, before, change, region, finished) => {
  expect(afterChange(before, change)).toEqual({ region, finished });
});

it('a region that would outgrow a piece ends', () => {
  expect(afterChange({ from: 5, to: 40 }, insert(48, 'a'))).toEqual({
    region: { from: 48, to: 48 },
    finished: { from: 5, to: 40 },
  });
});
