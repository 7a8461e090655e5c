import { signal } from '@preact/signals';
import { h, type ComponentChild } from 'preact';
import { BlockGroup, BlockView } from './markdown/blockView.tsx';
import { BlockStream } from './markdown/blockStream.ts';

/** Blocks per group: a frame looks at each group of finished blocks, not at each block. */
const groupSize = 32;

/** The text of one answer and the elements made of it. Finished blocks keep their element, so Preact skips them. */
export class AnswerText {
  readonly stream = new BlockStream();
  /** Counts what readers of `elements` must redraw for. */
  readonly version = signal(0);
  readonly isEnded = signal(false);
  #elements: { source: string; element: ComponentChild }[] = [];
  #groups: ComponentChild[] = [];
  #revision = 0;

  /** Parses what has come in and lets the page redraw. */
  update(): void {
    if (this.stream.update()) this.version.value++;
  }

  end(): void {
    if (this.isEnded.peek()) return;
    this.stream.end();
    this.isEnded.value = true;
    this.version.value++;
  }

  elements(): ComponentChild[] {
    const { finished, open, revision } = this.stream;
    if (revision !== this.#revision) {
      this.#revision = revision;
      this.#elements = [];
      this.#groups = [];
    }
    const fullGroups = Math.floor(finished.length / groupSize);
    const blocks = [...finished.slice(this.#groups.length * groupSize), ...open];
    const groups = this.#groups.slice();
    for (let first = 0; first < blocks.length; first += groupSize) {
      const start = groups.length * groupSize;
      const elements = blocks.slice(first, first + groupSize).map((block, offset) => {
        const known = this.#elements[start + offset];
        if (known?.source === block.source) return known.element;
        const element = h(BlockView, { key: start + offset, tokens: block.tokens });
        this.#elements[start + offset] = { source: block.source, element };
        return element;
      });
      groups.push(h(BlockGroup, { key: groups.length, elements }));
    }
    this.#groups = groups.slice(0, fullGroups);
    return groups;
  }
}
