/** The rules between what the model wrote and what is shown. A test holds that no more than they declare happens to the text. */
import type { Reason } from '../outcome.ts';
import { closedAlready } from './closedAlready.ts';
import { invisibleCharacters } from './invisibleCharacters.ts';
import { overlapsNextLines } from './overlapsNextLines.ts';
import { overlapsRest } from './overlapsRest.ts';
import { repeatedPhrase } from './repeatedPhrase.ts';
import { repeatsAbove } from './repeatsAbove.ts';
import { repeatsNextLines } from './repeatsNextLines.ts';
import { repeatsRest } from './repeatsRest.ts';
import { rewritesRest } from './rewritesRest.ts';
import type { Draft, Rule } from './rule.ts';
import { spaceAtEnd } from './spaceAtEnd.ts';
import { tooShort } from './tooShort.ts';
import { undoesIndentation } from './undoesIndentation.ts';
import { whiteSpaceOnly } from './whiteSpaceOnly.ts';

/** In this order: each rule, the reason where it refuses or leaves nothing, and what it does, for Explain Last Completion. */
export const rules = {
  invisibleCharacters: { rule: invisibleCharacters, reason: 'invisibleCharacters', what: 'invisible characters' },
  whiteSpaceOnly: { rule: whiteSpaceOnly, reason: 'empty', what: 'white space only' },
  spaceAtEnd: { rule: spaceAtEnd, reason: 'empty', what: 'white space at the end' },
  repeatedPhrase: { rule: repeatedPhrase, reason: 'empty', what: 'repeats itself' },
  undoesIndentation: { rule: undoesIndentation, reason: 'undoesIndentation', what: 'undoes the indentation' },
  repeatsRest: { rule: repeatsRest, reason: 'repeatsSuffix', what: 'repeats the rest of the line' },
  repeatsNextLines: { rule: repeatsNextLines, reason: 'repeatsSuffix', what: 'repeats the next lines' },
  overlapsNextLines: { rule: overlapsNextLines, reason: 'repeatsSuffix', what: 'ends as the next lines' },
  overlapsRest: { rule: overlapsRest, reason: 'repeatsSuffix', what: 'ends as the rest of the line' },
  repeatsAbove: { rule: repeatsAbove, reason: 'repeatsAbove', what: 'repeats a line above' },
  rewritesRest: { rule: rewritesRest, reason: 'repeatsSuffix', what: 'rewrites the rest of the line' },
  closedAlready: { rule: closedAlready, reason: 'repeatsSuffix', what: 'closes what is closed already' },
  tooShort: { rule: tooShort, reason: 'tooShort', what: 'too short' },
} as const satisfies Record<string, { rule: Rule; reason: Reason; what: string }>;

export type RuleName = keyof typeof rules;

/** `rules`: those that changed something, in their order; of a refusal the last is the one that refused. */
export type Shown = { text: string; replaceAfter: number; rules: RuleName[] } | { reason: Reason; rules: RuleName[] };

export type FilterOptions = Partial<Pick<Draft, 'isManual' | 'isTypedThrough'>>;

/** `before`, `after`: what stands before and after the cursor. */
export function filter(text: string, before: string, after: string, options: FilterOptions = {}): Shown {
  const draft: Draft = { text, before, after, replaceAfter: 0, isManual: false, isTypedThrough: false, ...options };
  const changed = new Set<RuleName>();
  const names = Object.keys(rules) as RuleName[];
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (name === undefined) break;
    const effect = rules[name].rule(draft);
    if (effect === null) continue;
    changed.delete(name);
    changed.add(name);
    if (effect === 'refuse') return { reason: rules[name].reason, rules: [...changed] };
    if ('replaceAfter' in effect) {
      draft.replaceAfter = effect.replaceAfter;
      continue;
    }
    draft.text = draft.text.slice(0, effect.keep);
    if (draft.text.trim() === '') return { reason: rules[name].reason, rules: [...changed] };
    i = -1; // a shorter text is another text: all rules look at it again, so that filtering twice changes nothing
  }
  return { text: draft.text, replaceAfter: draft.replaceAfter, rules: [...changed] };
}
