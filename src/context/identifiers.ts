/**
 * Words that nearly every file of some language has, and that therefore say nothing about what two files share: keywords,
 * built-in types, and the commonest words of comments.
 */
const stopWords = new Set(
  `abstract alignas and any args as assert async auto await base begin bool boolean break byte case catch char chan class cls
  const constexpr continue crate def default defer del delete do done double dyn echo elif else elsif end endif enum err error
  except explicit export extends extern false fallthrough fi final finally float fmt fn for foreach from fun func function get
  global go goto if impl implements import in include init inline instanceof int interface internal is it lambda len let local
  long loop map match mod module mut namespace native new nil none not null nullptr object of operator or out override package
  pass print private protected pub public raise range readonly ref register require rescue return sealed select self set short
  signed size sizeof static std str string struct super switch synchronized template the then this throw throws to trait true
  try type typedef typename typeof undef undefined union unknown unless unsafe unsigned until use using val value var virtual
  void volatile when where while with yield None True False Self String Object Error
  an are at be by can has have its may no on only that there these they was what which will`.split(/\s+/),
);

const word = /[A-Za-z_$\u00aa-\uffdc][\w$\u00aa-\uffdc]+/g;

export function isStopWord(name: string): boolean {
  return stopWords.has(name);
}

/** The distinct identifiers of `text` that may tell it from other text, in order of appearance. */
export function identifiersOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const [name] of text.matchAll(word)) if (!stopWords.has(name)) found.add(name);
  return found;
}

/** What two sets share, of all that either has: 0 to 1. */
export function jaccard(a: ReadonlySet<string>, b: readonly string[]): number {
  let shared = 0;
  for (const name of b) if (a.has(name)) shared++;
  const all = a.size + b.length - shared;
  return all === 0 ? 0 : shared / all;
}
