import type { FimProfile } from '../models/fimProfiles.ts';
import type { PromptPart } from '../protocol/workerApi.ts';
import { Anchor, budgetFor, type CountTokens } from './anchor.ts';
import { fimPrompt, type RepositoryText } from './fimPrompt.ts';
import type { ContextEntry, Section } from './outcome.ts';
import { entryOf, FrozenChunks, type Frozen, type RepositorySource } from './repository.ts';
import type { Snapshot } from './snapshot.ts';

/** A model as a layout needs to know it. */
export type LayoutModel = { path: string; fim: FimProfile; contextSize: number; countTokens: CountTokens };

export type Layout = {
  prompt: PromptPart[];
  /** Something was typed behind the anchor, whose last token may be healed. */
  isTyped: boolean;
  sections: Section[];
  context: ContextEntry[];
};

/** What stays the same from key to key, and what it was counted to. */
type Frame = { model: string; anchor: Anchor; around: RepositoryText; chunks: readonly Frozen[]; sections: Section[] };

/** Lays prompts out for the KV cache: all but what was typed since the anchor stays, until the anchor has to move. */
export class PromptLayout {
  readonly #repository: RepositorySource | undefined;
  readonly #maxTokens: number;
  readonly #chunks = new FrozenChunks();
  #frame: Frame | undefined;
  /** The room behind the anchor is nearly full: it should move while the user idles, before it has to. */
  isTight = false;

  /** `maxTokens`: what has to be left for the answer. */
  constructor(maxTokens: number, repository?: RepositorySource) {
    this.#maxTokens = maxTokens;
    this.#repository = repository;
  }

  /** A prompt for `snapshot` costs only what was typed. */
  fits(snapshot: Snapshot, model: Pick<LayoutModel, 'path'>): boolean {
    return this.#frame?.model === model.path && this.#frame.anchor.textFor(snapshot) !== null;
  }

  /**
   * The prompt for `snapshot`, at the present anchor or, where that does not fit, at a new one. `checkNewest` throws when
   * another request has come meanwhile, whose anchor must not be overwritten.
   */
  async promptFor(snapshot: Snapshot, model: LayoutModel, checkNewest: () => void): Promise<Layout> {
    let frame = this.fits(snapshot, model) ? this.#frame : undefined;
    if (!frame) {
      frame = await this.#place(snapshot, model);
      checkNewest();
      this.#chunks.keep(frame.chunks);
      this.#frame = frame;
      this.isTight = false;
    }
    const text = frame.anchor.textFor(snapshot);
    if (!text) throw new Error('an anchor fits the snapshot that it was placed for');
    return {
      prompt: fimPrompt(model.fim, text, frame.around),
      isTyped: text.typed !== '',
      sections: frame.sections,
      context: frame.chunks.map(entryOf),
    };
  }

  /** The next prompt gets a new anchor. */
  moveAnchor(): void {
    this.#frame = undefined;
    this.isTight = false;
  }

  /** Forgets the pieces of other files too, as after a switch of the model. */
  clear(): void {
    this.moveAnchor();
    this.#chunks.clear();
  }

  async #place(snapshot: Snapshot, model: LayoutModel): Promise<Frame> {
    const { countTokens } = model;
    const candidates = model.fim.repository ? (this.#repository?.candidates(snapshot) ?? []) : [];
    const budget = budgetFor(model.contextSize, this.#maxTokens, candidates.length > 0);
    const { repository, path } = this.#repository?.describe(snapshot.uri) ?? { repository: '', path: '' };
    const chunks = await this.#chunks.select(candidates, path, budget.chunks, countTokens);
    const anchor = await Anchor.place(snapshot, budget, countTokens);
    const { prefix, suffix } = anchor.tokens;
    const sections: Section[] = [
      { name: 'context', tokens: chunks.reduce((total, { tokens }) => total + tokens, 0) },
      { name: 'prefix', tokens: prefix },
      { name: 'suffix', tokens: suffix },
    ];
    return { model: model.path, anchor, around: { repository, path, chunks }, chunks, sections };
  }
}
