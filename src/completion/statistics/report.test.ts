import { expect, test } from 'vitest';
import { countSilence, countUse, emptyCounts, type Counts } from './counts.ts';
import { count, timeBounds, tokenBounds } from './histogram.ts';
import { statisticsReport } from './report.ts';

const periods = (month: Counts) => ({ today: emptyCounts(), week: month, month });

test('with nothing counted it says what to do', () => {
  const text = statisticsReport(periods(emptyCounts()));
  expect(text).toMatch(/^# Completion statistics\n/);
  expect(text).toContain('No suggestions yet: type in a file for which suggestions are on.');
  expect(text).not.toContain('|');
});

function someCounts(): Counts {
  const counts = { ...emptyCounts(), shown: 1240, accepted: 310, charactersAccepted: 9100 };
  Object.assign(counts, { charactersChecked: 9000, charactersKept: 8100, tokensReused: 990, tokensEvaluated: 10 });
  for (let i = 0; i < 20; i++) {
    count(counts.times, timeBounds, 180);
    count(counts.evaluated, tokenBounds, i < 18 ? 1 : 2);
  }
  countUse(counts.languages, 'typescript', { shown: 1200, accepted: 300 });
  countUse(counts.languages, 'go', { shown: 40, accepted: 10 });
  countUse(counts.models, 'odd|name', { shown: 1240, accepted: 310 });
  for (const [i, reason] of ['aborted', 'empty', 'tooShort', 'lowConfidence', 'repeatsAbove', 'deleting'].entries()) {
    countSilence(counts, reason, 100 - i);
  }
  return counts;
}

test('the columns stand under each other, numbers at the right', () => {
  const text = statisticsReport(periods(someCounts()));
  const tables = text.split('\n\n').filter((part) => part.startsWith('|'));
  expect(tables).toHaveLength(4);
  for (const table of tables) {
    const lines = table.trimEnd().split('\n');
    const bars = lines.map((line) => [...line.matchAll(/\|/g)].map(({ index }) => index));
    expect(new Set(bars.map(String)).size).toBe(1);
    expect(bars[0]).toHaveLength(5);
    for (const line of lines.slice(2)) expect(line).toMatch(/^\| \S.*\S \|$/);
  }
});

test('every number has its row', () => {
  const text = statisticsReport(periods(someCounts()));
  const rows = new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, title = '', ...cells]) => [title, cells.slice(0, 3)]),
  );
  expect(rows.get('shown')).toEqual(['0', '1,240', '1,240']);
  expect(rows.get('accepted')).toEqual(['0', '310 (25 %)', '310 (25 %)']);
  expect(rows.get('characters kept after 30 s')).toEqual(['0', '8,100 (90 %)', '8,100 (90 %)']);
  expect(rows.get('time to suggestion, median')?.[0]).toBe('–');
  expect(rows.get('time to suggestion, median')?.[2]).toMatch(/^0\.1[5-9] s$/);
  expect(rows.get('time to suggestion, p95')?.[2]).toBe('0.20 s');
  expect(rows.get('prompt tokens per request, median')?.[2]).toBe('1');
  expect(rows.get('prompt tokens per request, p95')?.[2]).toBe('2');
  expect(rows.get('prompt tokens reused')).toEqual(['–', '99 %', '99 %']);
  expect(rows.get('nothing shown')?.[2]).toBe('585');
  expect(rows.get('you typed on before it was ready')?.[2]).toBe('100');
  expect(rows.has('you were deleting')).toBe(false); // the sixth reason
  expect(rows.get('typescript')).toEqual(['–', '300 of 1,200 (25 %)', '300 of 1,200 (25 %)']);
  expect(rows.has('odd name')).toBe(true);
});
