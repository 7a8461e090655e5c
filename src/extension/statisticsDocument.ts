import { statisticsReport } from '../completion/statistics/report.ts';
import type { CompletionStatistics, Day } from '../completion/statistics/statistics.ts';
import type { HearthDocuments } from './hearthDocuments.ts';

/** The manifest names it too: the button Reset is in the title of this document only. */
const name = 'Completion Statistics.md';

/** The numbers as a read-only document. */
export class StatisticsDocument {
  readonly #documents: HearthDocuments;
  readonly #statistics: CompletionStatistics;

  constructor(documents: HearthDocuments, statistics: CompletionStatistics, today: () => Day) {
    this.#documents = documents;
    this.#statistics = statistics;
    documents.add(name, () => statisticsReport(statistics.periods(today())));
  }

  open(): Promise<void> {
    return this.#documents.open(name);
  }

  reset(): void {
    this.#statistics.reset();
    this.#documents.refresh(name);
  }
}
