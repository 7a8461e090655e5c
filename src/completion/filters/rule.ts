/** What a rule looks at: what is left of the text that the model wrote, and the document around the cursor. */
export type Draft = {
  text: string;
  before: string;
  after: string;
  /** Characters after the cursor that the text replaces, as an earlier rule found. */
  replaceAfter: number;
  /** The user asked by hand. */
  isManual: boolean;
  /** The rest of what the user sees and is typing: it must not vanish between two keys. */
  isTypedThrough: boolean;
};

/** All that a rule may do: refuse, shorten the end to `keep` characters, or set the replaced range. None edits inside the text. */
export type Effect = 'refuse' | { keep: number } | { replaceAfter: number };

export type Rule = (draft: Draft) => Effect | null;
