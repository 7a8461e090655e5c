import type { Snapshot } from '../snapshot.ts';

/** A snapshot of `text`, in which `█` is the cursor. */
export function at(text: string, trigger: Snapshot['trigger'] = 'automatic'): Snapshot {
  const [before = '', after] = text.split('█');
  if (after === undefined) throw new Error('no cursor mark');
  return {
    uri: 'file:///a.ts',
    languageId: 'typescript',
    before,
    beforeStart: 0,
    after,
    isAfterComplete: true,
    trigger,
  };
}
