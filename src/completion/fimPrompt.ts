import type { FimProfile } from '../models/fimProfiles.ts';
import type { PromptPart } from '../protocol/workerApi.ts';

/** The parts of a fill-in-the-middle prompt. `typed` stands after the anchor: text the model is taken to have begun itself. */
export type FimText = { head: string; tail: string; typed: string };

/** Pieces of other files in front of the prompt, in the form that the model was trained on. */
export type RepositoryText = { repository: string; path: string; chunks: readonly { path: string; text: string }[] };

/** From most to least stable, so that a key costs the tokens of what was typed and nothing else. */
export function fimPrompt(profile: FimProfile, text: FimText, around?: RepositoryText): PromptPart[] {
  return [...repositoryParts(profile, around), ...fileParts(profile, text)];
}

function repositoryParts({ repository: form }: FimProfile, around: RepositoryText | undefined): PromptPart[] {
  if (!form || !around || around.chunks.length === 0) return [];
  const { repository, path, chunks } = around;
  return [
    ...(form.name === null ? [] : [{ special: form.name }, { text: `${repository}\n` }]),
    ...chunks.flatMap((chunk) => [{ special: form.file }, { text: `${chunk.path}\n${chunk.text}` }]),
    { special: form.file },
    { text: `${path}\n` },
  ];
}

function fileParts(profile: FimProfile, { head, tail, typed }: FimText): PromptPart[] {
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
