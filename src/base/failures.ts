/**
 * Every failure a user can meet: one sentence and one next step each. `{name}` is filled from the failure's `values`.
 * A row appears here when something throws it. Wording and codes: the product's interface page; the extension passes both texts through `vscode.l10n`.
 */
export const failureTable = {
  modelNotChosen: { sentence: 'No model is chosen for chat.', nextStep: 'Choose a Model' },
  modelMissing: { sentence: '{file} was not found.', nextStep: 'Choose Another Model' },
  modelInvalid: { sentence: '{file} is not a model file Hearth can read (GGUF).', nextStep: 'Choose Another File' },
  modelDamaged: { sentence: '{file} is damaged: {reason}.', nextStep: 'Import Again' },
  modelUnreadable: { sentence: '{file} could not be read ({reason}).', nextStep: 'Choose Another File' },
  modelUnsupported: {
    sentence: 'The embedded runtime does not know this kind of model ({arch}).',
    nextStep: 'Choose Another Model',
  },
  modelTooLarge: { sentence: '{name} needs {needed} GB and {free} GB are free.', nextStep: 'Choose a Smaller Model' },
  modelLoadFailed: { sentence: '{name} could not be loaded.', nextStep: 'Show Log' },
  modelNoFim: {
    sentence: '{name} cannot complete code in the middle of a file (no FIM tokens).',
    nextStep: 'Choose a Completion Model',
  },
  modelNoChat: { sentence: '{name} cannot hold a conversation.', nextStep: 'Choose a Chat Model' },
  runtimeUnavailable: {
    sentence: 'The embedded runtime cannot run on this system ({reason}).',
    nextStep: 'Show Log',
  },
  runtimeCrashed: {
    sentence: 'The model process stopped unexpectedly; a new one is running.',
    nextStep: 'Try Again',
  },
  runtimeCrashLoop: {
    sentence: 'The model process stopped {count} times in a row, so Hearth stopped starting it.',
    nextStep: 'Restart Runtime',
  },
  runtimeHung: {
    sentence: 'The model did not respond for {seconds} seconds and was restarted.',
    nextStep: 'Try Again',
  },
  runtimeGone: { sentence: 'The model was unloaded while it was answering.', nextStep: 'Try Again' },
  outOfMemory: { sentence: 'There was not enough memory to finish.', nextStep: 'Choose a Smaller Model' },
  contextTooLong: {
    sentence: 'The question needs {needed} tokens (pieces of about 3 characters); the model takes {size}.',
    nextStep: 'Shorten the Question',
  },
  conversationUnreadable: {
    sentence: "This conversation's file is damaged; a copy was kept as {file}.",
    nextStep: 'Show Log',
  },
  internal: { sentence: 'Something went wrong in Hearth.', nextStep: 'Show Log' },
} as const satisfies Record<string, { sentence: string; nextStep: string }>;

export type FailureCode = keyof typeof failureTable;

export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
