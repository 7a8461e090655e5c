import type { Settings } from './settings.ts';

/** Switches `hearth.enable` for one language, or for all (`*`), in the user's settings. */
export async function toggleSuggestions(settings: Settings, language: string): Promise<void> {
  const languages = settings.get('hearth.enable');
  const isOn = languages[language] ?? languages['*'] ?? true;
  await settings.set('hearth.enable', { ...languages, [language]: !isOn });
}
