/**
 * Every command and setting of the product. `package.json` is compared with both tables by a test, so that what a newcomer
 * reads here is what VS Code shows.
 */
export const commands = {
  'hearth.showMenu': { title: 'Show Menu' },
  'hearth.toggleSuggestions': { title: 'Toggle Suggestions' },
  'hearth.toggleSuggestionsForLanguage': { title: 'Toggle Suggestions for This Language', when: 'editorIsOpen' },
  'hearth.explainLastCompletion': { title: 'Explain Last Completion' },
  'hearth.showStatistics': { title: 'Show Statistics' },
  'hearth.statistics.reset': { title: 'Reset Statistics', icon: '$(clear-all)' },
  'hearth.showLog': { title: 'Show Log' },
  'hearth.openSettings': { title: 'Open Settings' },
  'hearth.restartRuntime': { title: 'Restart Runtime' },
  'hearth.chat.open': { title: 'Open Chat' },
  'hearth.chat.new': { title: 'New Conversation', icon: '$(add)' },
  'hearth.chat.stop': { title: 'Stop Answering', when: 'hearth.busy' },
  'hearth.model.chooseCompletion': { title: 'Change Completion Model…' },
  'hearth.model.chooseChat': { title: 'Change Chat Model…' },
  'hearth.model.import': { title: 'Import Model File…' },
  'hearth.model.unload': { title: 'Unload Models', when: 'hearth.ready' },
} as const satisfies Record<`hearth.${string}`, { title: string; when?: string; icon?: string }>;

export type CommandId = keyof typeof commands;

/** Scopes as package.json spells them. */
type Scope = 'application' | 'machine' | 'window' | 'resource' | 'language-overridable';

export const settings = {
  'hearth.enable': {
    scope: 'resource',
    default: { '*': true, plaintext: false, markdown: false, scminput: false } as Record<string, boolean>,
  },
  'hearth.completion.trigger': { scope: 'language-overridable', default: 'automatic' as 'automatic' | 'manual' },
  'hearth.completion.length': { scope: 'language-overridable', default: 'block' as 'line' | 'block' },
  'hearth.completion.minimumDelay': { scope: 'language-overridable', default: 0 as number },
  'hearth.completion.inComments': { scope: 'language-overridable', default: true as boolean },
  'hearth.context.repository': { scope: 'resource', default: 'openFiles' as 'off' | 'openFiles' | 'workspace' },
  'hearth.context.exclude': { scope: 'resource', default: [] as string[] },
  'hearth.model.completion': { scope: 'machine', default: '' as string },
  'hearth.model.chat': { scope: 'machine', default: '' as string },
  'hearth.model.folders': { scope: 'machine', default: [] as string[] },
  'hearth.embedded.gpu': { scope: 'machine', default: 'auto' as 'auto' | 'off' },
  'hearth.embedded.threads': { scope: 'machine', default: 0 as number },
} as const satisfies Record<`hearth.${string}`, { scope: Scope; default: unknown }>;

export type SettingId = keyof typeof settings;
export type SettingValue<Id extends SettingId> = (typeof settings)[Id]['default'];
