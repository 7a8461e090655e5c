/** `removed` characters from `offset` on gave way to `inserted` ones. Offsets are those before the change. */
export type TextChange = { offset: number; removed: number; inserted: number };

/** What is left of a piece of text in a document that changes: the characters that nobody has removed since. */
export class TrackedText {
  /** Start and end of each part, in order. */
  #parts: [start: number, end: number][];

  constructor(start: number, end: number) {
    this.#parts = end > start ? [[start, end]] : [];
  }

  get length(): number {
    return this.#parts.reduce((sum, [start, end]) => sum + end - start, 0);
  }

  apply({ offset, removed, inserted }: TextChange): void {
    const after = offset + removed;
    const shift = inserted - removed;
    this.#parts = this.#parts.flatMap(([start, end]): [number, number][] => [
      [start, Math.min(end, offset)],
      [Math.max(start, after) + shift, end + shift],
    ]);
    this.#parts = this.#parts.filter(([start, end]) => start < end);
  }

  /** Leaves out what `other` has too. */
  without(other: TrackedText): void {
    for (const [from, to] of other.#parts) {
      this.#parts = this.#parts.flatMap(([start, end]): [number, number][] => [
        [start, Math.min(end, from)],
        [Math.max(start, to), end],
      ]);
      this.#parts = this.#parts.filter(([start, end]) => start < end);
    }
  }
}
