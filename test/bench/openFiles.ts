import type { RepositorySource } from '../../src/completion/repository.ts';
import { RepositoryContext } from '../../src/context/repositoryContext.ts';
import type { Recording } from './recording.ts';
import { languageIdOf, type Step } from './replay.ts';

/** A place that the user edited becomes a piece when they rest, as in `src/extension/contextSources.ts`. Milliseconds. */
const restMs = 300;

/** What the other files of a session offer, from the same events that the extension hears. */
export function openFilesOf(recording: Recording): RepositorySource & { note: (step: Step) => void } {
  const context = new RepositoryContext();
  const open = (path: string, text: string): void =>
    context.noteOpen({ path, languageId: languageIdOf(path), text, startLine: 0, isWhole: true });
  for (const path of recording.open) open(path, recording.files[path] ?? '');
  let edited: Step | undefined;
  return {
    note: (step) => {
      if (edited && step.pauseMs >= restMs) {
        const { path, text, offset } = edited;
        const line = text.slice(0, offset).split('\n').length - 1;
        context.noteEdit({ path, languageId: languageIdOf(path), text, startLine: 0, line });
        edited = undefined;
      }
      if (step.kind === 'open') for (const file of step.openFiles) open(file.path, file.text);
      else if (step.kind !== 'move') edited = step;
    },
    describe: (uri) => ({ repository: recording.name, path: uri.replace('file:///', '') }),
    candidates: (snapshot) => context.candidates({ ...snapshot, path: snapshot.uri.replace('file:///', '') }),
  };
}
