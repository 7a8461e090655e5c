import { typedSince } from './memory.ts';
import type { EndedBy, Reason } from './outcome.ts';
import { offsetOf, type Snapshot } from './snapshot.ts';

/**
 * After these, inside a line, a model that was not sure a key ago is not surer: of 653 calls after a space 6 % led to a
 * suggestion, of 77 after a closing bracket 4 %; after a letter it is 30 to 40 % (starter model, recorded sessions).
 */
const tellsLittle = /\S[ )\],]$/;

/** What was shown last, and where. */
export type Shown = { snapshot: Snapshot; text: string; endedBy: EndedBy | null; rules: readonly string[] };

/** Ends a line that goes on: an open bracket, an operator, a comma, a colon, the arrow of a function. */
const goesOn = /=>$|[{([,:=+\-*/%&|^<.?\\]$|\b(?:return|else|in|of|and|or|not|await|new)$/;

/** With these the model itself held the line to be complete. */
const complete: ReadonlySet<EndedBy | null> = new Set<EndedBy>(['line', 'block', 'suffix', 'end', 'stop']);

/** The request before this one. */
export type Before = { snapshot: Snapshot; wasUnsure: boolean };

/** Why the model should not be asked for a suggestion that nobody asked for: it would only be in the way. Null where it should. */
export function whyNotToAsk(now: Snapshot, last: Before | null, shown: Shown | null): Reason | null {
  if (now.trigger === 'manual') return null;
  const hasEntry = (now.entry ?? 0) > 0 || (last?.snapshot.entry ?? 0) > 0;
  // An entry of the editor's list that stands in the text comes and goes without a key.
  if (last && !hasEntry && isDeletion(last.snapshot, now)) return 'deleting';
  if (/^\w/.test(now.after) && /\w$/.test(now.before)) return 'insideWord';
  if (last?.wasUnsure && typedSince(last.snapshot, now)?.length === 1 && tellsLittle.test(now.before))
    return 'stillUnsure';
  if (shown && endsStatement(shown) && typedSince(shown.snapshot, now) === shown.text && !hasEntry)
    return 'statementEnded';
  return null;
}

/** Characters after the cursor that are compared, of windows whose ends move with it. */
const comparedCharacters = 200;

/** The text has become shorter at the cursor, on either side, and nothing else happened. */
function isDeletion(then: Snapshot, now: Snapshot): boolean {
  if (then.uri !== now.uri) return false;
  const moved = offsetOf(now) - offsetOf(then);
  if (moved > 0) return false;
  const start = now.after.slice(0, comparedCharacters);
  if (moved === 0) {
    const removed = then.after.indexOf(start, 1);
    return removed > 0 && !then.after.startsWith(start) && then.before.endsWith(now.before.slice(-comparedCharacters));
  }
  // Going back with the arrow keys leaves behind the cursor what stood before it.
  return (
    typedSince(now, { ...then, after: now.after, isAfterComplete: now.isAfterComplete }) !== null &&
    then.after.startsWith(start)
  );
}

/** Whether one who has taken it whole is at the end of a statement. */
export function endsStatement({ text, endedBy, rules }: Pick<Shown, 'text' | 'endedBy' | 'rules'>): boolean {
  return complete.has(endedBy) && !rules.includes('breaksSyntax') && !goesOn.test(text.trimEnd());
}
