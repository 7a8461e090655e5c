import type { Disposable } from '../../base/disposables.ts';
import type { CompletionStatistics, Day, StatisticsParts } from './statistics.ts';
import { TrackedText } from './trackedText.ts';

/** A suggestion as it stands in the document when it is accepted: `text` has the document's line ends. */
export type Offer = { uri: string; offset: number; text: string; languageId: string; model: string };

/** Offsets are those before the change. */
export type DocumentChange = { offset: number; removed: number; text: string };

export type AcceptanceParts = Pick<StatisticsParts, 'later'> & {
  statistics: Pick<CompletionStatistics, 'noteAccepted' | 'notePartAccepted' | 'noteKept'>;
  today: () => Day;
};

/** What is still there after so long was worth accepting. */
const keptAfterMs = 30_000;

/** What editors close by themselves while one types. */
const autoClosed = new Set(['()', '[]', '{}', '<>', '""', "''", '``']);

/**
 * Which suggestions were accepted, whole (VS Code says so) or in part (the document says so: the beginning of what is offered
 * is put in at its place, more than a key types), and how much of them is still there after a while.
 */
export class AcceptanceTracker implements Disposable {
  readonly #parts: AcceptanceParts;
  #offers: Offer[] = [];
  readonly #tracked = new Map<TrackedText, { uri: string; timer: Disposable }>();

  constructor(parts: AcceptanceParts) {
    this.#parts = parts;
  }

  /** What VS Code shows now, with its alternatives. */
  noteOffers(offers: Offer[]): void {
    this.#offers = offers;
  }

  /** Called when the text of the offer stands in the document. */
  noteAccepted({ uri, offset, text, languageId, model }: Offer): void {
    const accepted = new TrackedText(offset, offset + text.length);
    // Parts of it were accepted before, word by word.
    for (const [other, { uri: where }] of this.#tracked) if (where === uri) accepted.without(other);
    this.#parts.statistics.noteAccepted({ characters: accepted.length, languageId, model }, this.#parts.today());
    this.#lookAgain(uri, accepted);
    this.#offers = [];
  }

  /** Changes of one document that happened at once. */
  noteChanges(uri: string, changes: readonly DocumentChange[]): void {
    // From the end to the start, so that none moves the next.
    for (const { offset, removed, text } of changes.toSorted((a, b) => b.offset - a.offset)) {
      for (const [tracked, { uri: where }] of this.#tracked) {
        if (where === uri) tracked.apply({ offset, removed, inserted: text.length });
      }
    }
    const [only] = changes;
    if (only && changes.length === 1) this.#takePart(uri, only);
    else this.#offers = this.#offers.filter((offer) => offer.uri !== uri);
  }

  /** What was accepted so far is not looked at again. */
  clear(): void {
    for (const { timer } of this.#tracked.values()) timer.dispose();
    this.#tracked.clear();
    this.#offers = [];
  }

  dispose(): void {
    this.clear();
  }

  #takePart(uri: string, { offset, removed, text }: DocumentChange): void {
    const fits = this.#offers.filter(
      (offer) => offer.uri === uri && removed === 0 && offer.offset === offset && offer.text.startsWith(text),
    );
    // Of one that is taken whole VS Code tells by itself.
    const isPart = fits.length > 0 && !fits.some((offer) => offer.text === text) && isMoreThanAKey(text);
    if (isPart) {
      this.#parts.statistics.notePartAccepted(text.length, this.#parts.today());
      this.#lookAgain(uri, new TrackedText(offset, offset + text.length));
    }
    this.#offers = fits
      .map((offer) => ({ ...offer, offset: offset + text.length, text: offer.text.slice(text.length) }))
      .filter((offer) => offer.text !== '');
  }

  #lookAgain(uri: string, text: TrackedText): void {
    const characters = text.length;
    const acceptedOn = this.#parts.today();
    if (characters === 0) return;
    const timer = this.#parts.later(keptAfterMs, () => {
      this.#tracked.delete(text);
      this.#parts.statistics.noteKept({ characters, kept: text.length }, acceptedOn);
    });
    this.#tracked.set(text, { uri, timer });
  }
}

/** A key may put in a pair of brackets, or a line end with its indentation. */
function isMoreThanAKey(text: string): boolean {
  return text.length > 1 && text.trim() !== '' && !autoClosed.has(text);
}
