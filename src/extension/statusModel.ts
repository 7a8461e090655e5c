/** What the status bar says, from plain facts; the first row of `statusOf` that matches wins. Holds no editor object. */
import type { Failure } from '../base/errors.ts';
import type { RuntimeState } from '../runtimes/runtime.ts';

export type StatusFacts = {
  completion:
    | { kind: 'unresolved' }
    | { kind: 'model'; name: string; isStarter: boolean; runtime: RuntimeState }
    | { kind: 'none'; failure: Pick<Failure, 'code' | 'values'> };
  /** The `*` of `hearth.enable`. */
  isOnEverywhere: boolean;
  /** The active editor's language and whether suggestions are on for it; null without an editor. */
  language: { name: string; isOn: boolean } | null;
  /** The active editor's file, where nothing is suggested in it whatever its language. */
  excluded: { file: string; by: 'secret' | 'hearthignore' } | null;
  /** For longer than half a second, so that the icon does not flicker. */
  isThinking: boolean;
  isAnswering: boolean;
  lastSuggestionSeconds: number | null;
};

export type Status = {
  text: string;
  /** One sentence a line; the first is also what a screen reader says. */
  tooltip: string[];
  background: 'error' | 'warning' | null;
};

export type Translate = (message: string, ...values: (string | number)[]) => string;

export function statusOf(
  facts: StatusFacts,
  t: Translate,
  sentence: (failure: Pick<Failure, 'code' | 'values'>) => string,
  nextStep: (failure: Pick<Failure, 'code' | 'values'>) => string,
): Status {
  const { completion, language, excluded } = facts;
  const status = (text: string, tooltip: string[], background: Status['background'] = null): Status => ({
    text,
    tooltip: [...tooltip, t('Click for the menu')],
    background,
  });
  const failed = (failure: Pick<Failure, 'code' | 'values'>): string[] => [sentence(failure), nextStep(failure)];

  if (completion.kind === 'model' && completion.runtime.kind === 'failed') {
    return status('$(error) Hearth', failed(completion.runtime.failure), 'error');
  }
  if (completion.kind === 'none' && completion.failure.code === 'modelNoFim') {
    return status(`$(circle-slash) ${t('No completion')}`, failed(completion.failure));
  }
  if (completion.kind === 'none') return status(`$(flame) ${t('No model')}`, failed(completion.failure), 'warning');
  if (!facts.isOnEverywhere && !language?.isOn)
    return status(`$(circle-slash) ${t('Off')}`, [t('Suggestions are off')]);
  if (language && !language.isOn) {
    return status('$(circle-slash)', [t('Off for {0}', language.name), t('by the setting hearth.enable')]);
  }
  if (excluded) {
    const why = excluded.by === 'secret' ? t('because it may hold secrets') : t('excluded by .hearthignore');
    return status('$(circle-slash)', [t('Off for {0}', excluded.file), why]);
  }
  if (completion.kind === 'model') {
    const { runtime, name } = completion;
    if (runtime.kind === 'starting') return status('$(loading~spin)', [t('Starting the model process')]);
    if (runtime.kind === 'loading') {
      return status(`$(loading~spin) ${runtime.percent} %`, [t('Loading {0}, {1} %', name, runtime.percent)]);
    }
  }
  if (facts.isThinking) return status('$(loading~spin)', [t('Working on a suggestion')]);
  if (facts.isAnswering) return status('$(loading~spin)', [t('Answering in chat')]);
  if (completion.kind === 'model' && completion.isStarter) {
    return status(`$(flame) ${t('Starter')}`, [
      t('Ready, with the small built-in model'),
      t('Choose a larger model for longer suggestions'),
    ]);
  }
  if (completion.kind === 'unresolved') return status('$(flame)', [t('Looking at the model file')]);
  const last = facts.lastSuggestionSeconds;
  const speed = last === null ? [] : [t('Last suggestion {0} s', last.toFixed(2))];
  return status('$(flame)', [t('{0}, on this machine', completion.name), ...speed]);
}
