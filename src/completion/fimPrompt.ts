import type { FimProfile } from '../models/fimProfiles.ts';
import type { PromptPart } from '../protocol/workerApi.ts';

/** The parts of a fill-in-the-middle prompt. `typed` stands after the anchor: text the model is taken to have begun itself. */
export type FimText = { head: string; tail: string; typed: string };

/** From most to least stable, so that a key costs the tokens of what was typed and nothing else. */
export function fimPrompt(profile: FimProfile, { head, tail, typed }: FimText): PromptPart[] {
  const middle: PromptPart[] = profile.middle === null ? [] : [{ special: profile.middle }];
  const parts: PromptPart[] =
    profile.order === 'psm'
      ? [
          { special: profile.prefix },
          { text: head },
          { special: profile.suffix },
          { text: tail },
          ...middle,
          { text: typed },
        ]
      : [
          { special: profile.suffix },
          { text: tail },
          { special: profile.prefix },
          { text: head },
          { text: typed },
          ...middle,
        ];
  return parts.filter((part) => 'special' in part || part.text !== '');
}
