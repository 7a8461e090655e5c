/**
 * Globs as VS Code's settings have them: `*` and `?` within a name, `**` over folders, `{a,b}`, `[a-z]` and `[!a]`. Matched
 * without regular expressions: a glob comes from a workspace, and a hostile one must not be able to hang the editor.
 */
type Glob = readonly (readonly string[])[];

/** Alternatives of `{}` at most; beyond them braces are taken as they stand. */
const maxAlternatives = 64;

/** Whether a glob matches a path or one of the folders that it stands in. @param globs relative ones match from the root */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const parsed: Glob = globs.flatMap((glob) => alternatives(glob).map(segmentsOf));
  return (path) => {
    const names = path.split('/').filter((name) => name !== '');
    return parsed.some((segments) => matchesSome(segments, names));
  };
}

function segmentsOf(glob: string): string[] {
  const segments = glob.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  // A `**` after another one, or at the end, matches nothing that the rest does not match with the folders above.
  const plain = segments.filter((part, index) => part !== '**' || segments[index + 1] !== '**');
  return plain.length > 1 && plain.at(-1) === '**' ? plain.slice(0, -1) : plain;
}

/** Positions in `names` up to which the glob has been matched, one segment after the other. */
function matchesSome(segments: readonly string[], names: readonly string[]): boolean {
  if (segments.length === 0) return false;
  let reached = new Set([0]);
  for (const segment of segments) {
    const next = new Set<number>();
    if (segment === '**') {
      // Reached in ascending order, the first is the least.
      const [least = names.length + 1] = reached;
      for (let to = least; to <= names.length; to++) next.add(to);
      reached = next;
      continue;
    }
    for (const at of reached) {
      if (at < names.length && matchesName(segment, names[at] ?? '')) next.add(at + 1);
    }
    reached = next;
  }
  return reached.size > 0;
}

/** Goes back to the last `*` only, which is enough, and so takes at most length times length steps. */
function matchesName(pattern: string, name: string): boolean {
  let at = 0;
  let inName = 0;
  let star = -1;
  let starName = 0;
  while (inName < name.length) {
    const one = at < pattern.length ? matchesOne(pattern, at, name[inName] ?? '') : 0;
    if (pattern[at] === '*') {
      star = at++;
      starName = inName;
    } else if (one > 0) {
      at += one;
      inName++;
    } else if (star >= 0) {
      at = star + 1;
      inName = ++starName;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Characters of the pattern that match this one of a name; 0 where they do not. Names are compared without case. */
function matchesOne(pattern: string, at: number, character: string): number {
  const first = pattern[at] ?? '';
  const end = first === '[' ? pattern.indexOf(']', at + 2) : -1;
  if (end === -1) return first === '?' || same(first, character) ? 1 : 0;
  const isNegated = /[!^]/.test(pattern[at + 1] ?? '');
  const set = pattern.slice(at + (isNegated ? 2 : 1), end);
  let isIn = false;
  for (let index = 0; index < set.length; index++) {
    const low = set[index] ?? '';
    const isRange = set[index + 1] === '-' && index + 2 < set.length;
    const high = isRange ? (set[index + 2] ?? '') : low;
    isIn ||= (character >= low && character <= high) || same(low, character);
    if (isRange) index += 2;
  }
  return isIn === isNegated ? 0 : end - at + 1;
}

function same(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

function alternatives(glob: string): string[] {
  let open = [glob];
  const done: string[] = [];
  while (open.length > 0 && open.length + done.length <= maxAlternatives) {
    const next: string[] = [];
    for (const one of open) {
      const inner = /\{([^{}]*)\}/.exec(one);
      if (!inner) done.push(one);
      else for (const choice of (inner[1] ?? '').split(',')) next.push(one.replace(inner[0], () => choice));
    }
    open = next;
  }
  return [...done, ...open];
}
