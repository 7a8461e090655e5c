export type Disposable = { dispose(): void };

/** Owns disposables: disposes last in, first out, and at once what is added after its own end. */
export class DisposableStore implements Disposable {
  #items: Disposable[] = [];
  #isDisposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#isDisposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#isDisposed = true;
    const items = this.#items;
    this.#items = [];
    for (const item of items.toReversed()) item.dispose();
  }
}

export function toDisposable(dispose: () => void): Disposable {
  return { dispose };
}
