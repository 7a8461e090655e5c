/** Longest target the page passes on; the message schema allows no more. */
const maxTargetLength = 4096;

/**
 * The address a link may lead to, spelled as it is really requested (look-alike letters as `xn--…`), or null: then its
 * text is plain text. Only web addresses pass: `command:`, `vscode:`, `file:` or `data:` targets could act on the editor.
 */
export function linkTarget(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  return url.href.length <= maxTargetLength ? url.href : null;
}

/** What to say of an image's address in its place: host and path, or only the scheme where there is no host. */
export function imagePlace(source: string): string {
  if (!URL.canParse(source)) return source;
  const url = new URL(source);
  return url.host === '' ? url.protocol : url.host + url.pathname;
}
