/** Code around a cursor with `text` put in at the cursor. */
export type Code = { languageId: string; before: string; text: string; after: string };

/** What a cursor stands in. */
export type Place = 'code' | 'comment' | 'string';

/** What a grammar tells of a piece of code; null where there is none for the language. Never on the way of a key. */
export type Syntax = {
  /** Places at which the code does not parse (nodes that are wrong or missing). */
  errors(code: Code, signal: AbortSignal): Promise<number | null>;
  placeOf(code: Omit<Code, 'text'>, signal: AbortSignal): Promise<Place | null>;
};
