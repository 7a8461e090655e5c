/** The document around the cursor at one instant. Lines end in \n; offsets are UTF-16 code units of the document so written. */
export type Snapshot = {
  uri: string;
  languageId: string;
  /** Text from `beforeStart` to the cursor; `beforeStart` moves in big steps at a line border, never with each line. */
  before: string;
  beforeStart: number;
  /** Text from the cursor to the end of the window. */
  after: string;
  /** The window's end is the document's. */
  isAfterComplete: boolean;
  /** `manual`: the user asked; such a request does not wait and always answers. */
  trigger: 'automatic' | 'manual';
};

export function offsetOf(snapshot: Snapshot): number {
  return snapshot.beforeStart + snapshot.before.length;
}

/** The document as it is when `text` has been put in at the cursor over `replaceAfter` characters, the cursor behind it. */
export function accepted(snapshot: Snapshot, text: string, replaceAfter: number): Snapshot {
  return { ...snapshot, before: snapshot.before + text, after: snapshot.after.slice(replaceAfter) };
}

/** What stood after a cursor, to be compared with what stands there later. */
export type After = Pick<Snapshot, 'after' | 'isAfterComplete'>;

/**
 * What editors insert by themselves: closing brackets and quotes when the opening one is typed, on a line of their own after
 * Enter, and the end of an HTML element.
 */
const autoClosed = /^(?:[)\]}>"'`]{0,8}(?:\n[ \t]*[)\]}>]{1,8})?|(?:\n[ \t]*)?<\/[\w:-]*>)/;

/** Of a window that ends before the document so many characters are compared: its end moves with the cursor. */
const comparedCharacters = 1000;

/** Whether after the cursor stands what stood there `then`, at most with auto-closed characters in front. */
export function isSameAfter(then: After, now: After): boolean {
  const closers = autoClosed.exec(now.after)?.[0].length ?? 0;
  const start = then.after.slice(0, comparedCharacters);
  for (let length = 0; length <= closers; length++) {
    if (then.isAfterComplete ? now.after.slice(length) === then.after : now.after.startsWith(start, length))
      return true;
  }
  return false;
}
