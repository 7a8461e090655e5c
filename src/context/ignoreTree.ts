import ignore from 'ignore';

/** Wildcards of one pattern at most, a leading `**` not counted: matching takes the length of a name to this power. */
const maxWildcards = 3;

/** The ignore files of one name (`.gitignore`, `.hearthignore`) in a folder and the folders below, each read when it is needed. */
export class IgnoreTree {
  /** Folder, relative to the root and without an end slash → its rules; null where it has no such file. */
  readonly #rules = new Map<string, ignore.Ignore | null>();

  /** Folders whose file has to be read before anything is known about `path`. */
  missing(path: string): string[] {
    return foldersOf(path).filter((folder) => !this.#rules.has(folder));
  }

  /** @param text of the folder's ignore file, or null where there is none */
  set(folder: string, text: string | null): void {
    this.#rules.set(
      folder,
      text === null
        ? null
        : ignore().add(
            text
              .replace(/^\uFEFF/, '')
              .split(/\r?\n/)
              .map(tame),
          ),
    );
  }

  forget(folder: string): void {
    this.#rules.delete(folder);
  }

  clear(): void {
    this.#rules.clear();
  }

  get size(): number {
    return this.#rules.size;
  }

  /**
   * Whether a file is ignored; it is while a file that would say so has not been read. The nearest folder's rules decide, and a
   * file in an ignored folder cannot be taken back. In one case more is ignored than git does: where a nested file takes back a
   * folder that one above it ignores.
   */
  ignores(path: string): boolean {
    if (!ignore.isPathValid(path) || this.missing(path).length > 0) return true;
    const folders = foldersOf(path);
    // From the outermost folder inwards, and at last the file itself.
    return [...folders.slice(1).map((folder) => `${folder}/`), path].some((part, depth) => {
      for (const folder of folders.slice(0, depth + 1).toReversed()) {
        const result = this.#rules.get(folder)?.test(folder === '' ? part : part.slice(folder.length + 1));
        if (result?.ignored) return true;
        if (result?.unignored) return false;
      }
      return false;
    });
  }
}

/** The folders that `path` stands in, outermost first: '' is the root. */
function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return ['', ...names.map((_, index) => names.slice(0, index + 1).join('/'))];
}

/**
 * A pattern with many wildcards takes ages to match, and comes from a workspace: it is cut after the last one allowed, so that
 * it ignores more; one that takes back is dropped.
 */
function tame(pattern: string): string {
  const runs = [...pattern.matchAll(/\*+/g)].filter(({ index }) => !/^[!/]*\*\*\//.test(pattern) || index > 2);
  const last = runs[maxWildcards - 1];
  if (!last || runs.length === maxWildcards) return pattern;
  if (pattern.startsWith('!')) return '';
  const kept = pattern.slice(0, last.index);
  return `${kept.replace(/[[\\].*$/, '')}*`;
}
