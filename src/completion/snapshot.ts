/** The document around the cursor at one instant. Offsets are UTF-16 code units of the document. */
export type Snapshot = {
  uri: string;
  languageId: string;
  /** Text from `beforeStart` to the cursor; `beforeStart` moves in big steps at a line border, never with each line. */
  before: string;
  beforeStart: number;
  /** Text from the cursor to the end of the window. */
  after: string;
  /** `manual`: the user asked; such a request does not wait and always answers. */
  trigger: 'automatic' | 'manual';
};

export function offsetOf(snapshot: Snapshot): number {
  return snapshot.beforeStart + snapshot.before.length;
}

/** Closing brackets and quotes that editors insert by themselves when the opening one is typed. */
const autoClosed = /^[)\]}>"'`]{1,8}/;

/**
 * Where `after` is `then` with auto-closed brackets in front, their number of characters (0: alike);
 * null where it is another text. `then` may be a beginning of what stood there.
 */
export function autoClosedBefore(after: string, then: string): number | null {
  if (after.startsWith(then)) return 0;
  const closers = autoClosed.exec(after)?.[0].length ?? 0;
  for (let length = 1; length <= closers; length++) if (after.startsWith(then, length)) return length;
  return null;
}
