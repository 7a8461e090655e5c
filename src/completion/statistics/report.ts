import { reasons } from '../outcome.ts';
import type { Counts, Use } from './counts.ts';
import { percentile, timeBounds, tokenBounds, type Histogram } from './histogram.ts';
import type { Periods } from './statistics.ts';

const shownReasons = 5;
const number = new Intl.NumberFormat('en');

/** The numbers as a Markdown document that also reads as plain text. */
export function statisticsReport(periods: Periods): string {
  const lines = [
    '# Completion statistics',
    '',
    'Counted on this machine and kept for 30 days: numbers, languages and names of models, no source text.',
    'Reset is the button at the top right, and the command "Hearth: Reset Statistics".',
    '',
  ];
  const { month } = periods;
  if (month.shown === 0 && month.accepted === 0 && month.silences.length === 0) {
    return `${[...lines, 'No suggestions yet: type in a file for which suggestions are on.'].join('\n')}\n`;
  }
  const columns = [periods.today, periods.week, periods.month];
  const row = (title: string, cell: (counts: Counts) => string): string[] => [title, ...columns.map(cell)];
  lines.push(
    ...table('', [
      row('shown', ({ shown }) => number.format(shown)),
      row('accepted', ({ accepted, shown }) => withShare(accepted, shown)),
      row('characters accepted', ({ charactersAccepted }) => number.format(charactersAccepted)),
      row('characters kept after 30 s', (counts) => withShare(counts.charactersKept, counts.charactersChecked)),
      row('time to suggestion, median', ({ times }) => at(0.5, times, timeBounds, seconds)),
      row('time to suggestion, p95', ({ times }) => at(0.95, times, timeBounds, seconds)),
      row('prompt tokens per request, median', ({ evaluated }) => at(0.5, evaluated, tokenBounds, tokens)),
      row('prompt tokens per request, p95', ({ evaluated }) => at(0.95, evaluated, tokenBounds, tokens)),
      row('prompt tokens reused', (counts) => share(counts.tokensReused, counts.tokensReused + counts.tokensEvaluated)),
      row('nothing shown', (counts) => number.format(silencesOf(counts))),
    ]),
  );
  const frequent = month.silences.toSorted((a, b) => b.times - a.times || compare(a.reason, b.reason));
  lines.push(
    ...section(
      'Nothing shown, by reason',
      frequent.slice(0, shownReasons).map(({ reason }) =>
        row(wordsFor(reason), ({ silences }) => {
          const times = silences.find((silence) => silence.reason === reason)?.times ?? 0;
          return number.format(times);
        }),
      ),
    ),
    ...section(
      'Accepted of shown, by language',
      usesBy((counts) => counts.languages, month, row),
    ),
    ...section(
      'Accepted of shown, by model',
      usesBy((counts) => counts.models, month, row),
    ),
  );
  return `${lines.join('\n').trimEnd()}\n`;
}

function usesBy(
  uses: (counts: Counts) => Use[],
  month: Counts,
  row: (title: string, cell: (counts: Counts) => string) => string[],
): string[][] {
  const names = uses(month).toSorted((a, b) => b.shown - a.shown || compare(a.name, b.name));
  return names.map(({ name }) =>
    row(plain(name), (counts) => {
      const { shown = 0, accepted = 0 } = uses(counts).find((use) => use.name === name) ?? {};
      return shown === 0 && accepted === 0
        ? '–'
        : `${number.format(accepted)} of ${number.format(shown)} (${share(accepted, shown)})`;
    }),
  );
}

function section(title: string, rows: string[][]): string[] {
  return rows.length === 0 ? [] : ['', `## ${title}`, '', ...table('', rows)];
}

/** A table of Markdown, its columns under each other and numbers at the right. */
function table(title: string, rows: string[][]): string[] {
  const all = [[title, 'Today', '7 days', '30 days'], ...rows];
  const width = (column: number): number => Math.max(3, ...all.map((cells) => (cells[column] ?? '').length));
  const widths = [0, 1, 2, 3].map(width);
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = widths.map((columns, i) => (i === 0 ? '-'.repeat(columns) : `${'-'.repeat(columns - 1)}:`));
  return [line(all[0] ?? []), line(rule), ...rows.map(line)];
}

function silencesOf({ silences }: Counts): number {
  return silences.reduce((sum, { times }) => sum + times, 0);
}

function wordsFor(reason: string): string {
  const known: Record<string, string> = reasons;
  return Object.hasOwn(known, reason) ? (known[reason] ?? reason) : plain(reason);
}

/** A name that ends no cell of a table. */
function plain(name: string): string {
  return name.replaceAll(/[|\s]+/g, ' ');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function at(part: number, histogram: Histogram, bounds: readonly number[], format: (value: number) => string): string {
  const value = percentile(histogram, bounds, part);
  return value === null ? '–' : format(value);
}

function tokens(value: number): string {
  return number.format(Math.ceil(value));
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;
}

function withShare(part: number, whole: number): string {
  return whole === 0 ? number.format(part) : `${number.format(part)} (${share(part, whole)})`;
}
