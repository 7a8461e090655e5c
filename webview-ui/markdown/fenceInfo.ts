export type FenceInfo = { language: string; path: string };

/**
 * Language and file of a code block from the words after its fence. Models write the file in several ways:
 * `ts src/a.ts`, `ts:src/a.ts`, `ts title="src/a.ts"`, or only `src/a.ts`.
 */
export function readFenceInfo(info: string): FenceInfo {
  const named = /(?:title|file|filename|path)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))/i.exec(info);
  const words = (named === null ? info : info.replace(named[0], '')).trim().split(/\s+/);
  let [language = '', second = ''] = words;
  let path = named?.[1] ?? named?.[2] ?? named?.[3] ?? '';
  const colon = language.indexOf(':');
  if (/^[a-z]:[\\/]/i.test(language)) {
    path ||= language;
    language = '';
  } else if (colon > 0) {
    path ||= language.slice(colon + 1);
    language = language.slice(0, colon);
  } else if (looksLikePath(language)) {
    path ||= language;
    language = '';
  }
  if (path === '' && looksLikePath(second)) path = second;
  return { language: language.replace(/^\{\.?|\}$/g, ''), path };
}

/** A slash, or a name with an ending; not a language such as `c++` or `asp.net` in braces. */
function looksLikePath(word: string): boolean {
  return /^[\w@.~-]*[/\\][\w@.~\\/-]+$/.test(word) || /^[\w-]+\.[a-z][a-z0-9]{0,5}$/i.test(word);
}
