export const grammarFiles: readonly string[];
export function copyGrammars(root: string): void;
