/**
 * VS Code's language ids and the grammar that parses each. Left out: `regex` and `ini`, which have nothing a suggestion
 * could break; `scss`, `less`, `vue`, `cuda-cpp` and the like, whose own syntax the nearest grammar takes for errors.
 * `html` has no grammar in the package: indentation rules apply there.
 */
const grammarOfLanguage: Readonly<Record<string, string>> = {
  c: 'cpp',
  cpp: 'cpp',
  csharp: 'c-sharp',
  css: 'css',
  go: 'go',
  java: 'java',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  php: 'php',
  powershell: 'powershell',
  python: 'python',
  ruby: 'ruby',
  rust: 'rust',
  shellscript: 'bash',
  typescript: 'typescript',
  typescriptreact: 'tsx',
};

export const languagesWithGrammar: readonly string[] = Object.keys(grammarOfLanguage);

/** The grammar's name, as in `tree-sitter-<name>.wasm`; null where there is none for the language. */
export function grammarFor(languageId: string): string | null {
  return Object.hasOwn(grammarOfLanguage, languageId) ? (grammarOfLanguage[languageId] ?? null) : null;
}

export function grammarFile(grammar: string): string {
  return `tree-sitter-${grammar}.wasm`;
}
