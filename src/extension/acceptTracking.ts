import * as v from 'valibot';
import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposables.ts';
import { AcceptanceTracker, type Offer } from '../completion/statistics/acceptance.ts';
import type { CompletionStatistics, Day } from '../completion/statistics/statistics.ts';

/** Not in the manifest: VS Code runs it for the suggestion that was accepted. */
const command = 'hearth.internal.noteAccepted';

const offerSchema: v.GenericSchema<Offer> = v.object({
  uri: v.string(),
  offset: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  text: v.string(),
  languageId: v.string(),
  model: v.string(),
});

/** Tells the statistics what VS Code says of suggestions: the stable API has the item's command and changes of documents. */
export class AcceptTracking implements Disposable {
  readonly #store = new DisposableStore();
  readonly #tracker: AcceptanceTracker;

  constructor(statistics: CompletionStatistics) {
    this.#tracker = this.#store.add(new AcceptanceTracker({ statistics, today, later }));
    this.#store.add(
      vscode.commands.registerCommand(command, (offer: unknown) => {
        if (v.is(offerSchema, offer)) this.#tracker.noteAccepted(offer);
      }),
    );
    this.#store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return; // only its state changed
        this.#tracker.noteChanges(
          document.uri.toString(),
          contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
            offset: rangeOffset,
            removed: rangeLength,
            text,
          })),
        );
      }),
    );
  }

  /** What VS Code is to run when it has put in one of `texts`, in their order, so that it begins at `offset`. */
  offer(document: vscode.TextDocument, offset: number, texts: string[], model: string): vscode.Command[] {
    const uri = document.uri.toString();
    const { languageId } = document;
    const isCrlf = document.eol === vscode.EndOfLine.CRLF;
    const offers = texts.map((text): Offer => ({
      uri,
      offset,
      text: isCrlf ? text.replaceAll('\n', '\r\n') : text,
      languageId,
      model,
    }));
    this.#tracker.noteOffers(offers);
    return offers.map((offer) => ({ command, title: '', arguments: [offer] }));
  }

  clear(): void {
    this.#tracker.clear();
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** The local date, as the statistics want it. */
export function today(): Day {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export function later(ms: number, run: () => void): Disposable {
  const timer = setTimeout(run, ms);
  return toDisposable(() => clearTimeout(timer));
}
