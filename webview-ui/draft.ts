/** How long typing must pause before a draft is kept, in ms. */
const pause = 300;

/** Hands the unsent text to `keep`: after a pause in typing, at once on `flush`, and never the same text twice. */
export class Draft {
  readonly #keep: (text: string) => void;
  #kept: string;
  #text: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(initial: string, keep: (text: string) => void) {
    this.#keep = keep;
    this.#kept = initial;
    this.#text = initial;
  }

  change(text: string): void {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), pause);
  }

  flush(): void {
    clearTimeout(this.#timer);
    if (this.#text === this.#kept) return;
    this.#kept = this.#text;
    this.#keep(this.#text);
  }
}
