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
  /** Characters at the end of `before` that are not in the document: the rest of the entry that the editor's list would take. */
  entry?: number;
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

/** Whether after the cursor stands what stood there `then`, but for auto-closed characters in front that came or were typed over. */
export function isSameAfter(then: After, now: After): boolean {
  const closersThen = then.after.length - withoutClosers(then.after).length;
  const closersNow = autoClosed.exec(now.after)?.[0].length ?? 0;
  for (let gone = 0; gone <= closersThen; gone++) {
    const start = then.after.slice(gone, gone + comparedCharacters);
    const whole = then.isAfterComplete ? then.after.length - gone : null;
    for (let come = 0; come <= closersNow; come++) {
      if (!now.after.startsWith(start, come)) continue;
      if (whole === null || (now.after.length - come === whole && now.after.endsWith(then.after.slice(gone))))
        return true;
    }
  }
  return false;
}

/** What editors close on the cursor's own line counts as part of the text to be written, not of what follows it. */
export function withoutClosers(after: string): string {
  return after.replace(/^[)\]}>"'`]{1,8}/, '');
}
