import * as vscode from 'vscode';
import * as v from 'valibot';

const contributionSchema = v.object({
  contributes: v.object({ languages: v.array(v.object({ id: v.string(), aliases: v.optional(v.array(v.string())) })) }),
});

let names: Map<string, string> | undefined;

/** `TypeScript` for `typescript`: the first alias that an installed extension gives the language, else its id. */
export function languageName(id: string): string {
  if (!names) {
    // The one language that VS Code itself brings.
    names = new Map([['plaintext', 'Plain Text']]);
    for (const extension of vscode.extensions.all) {
      const parsed = v.safeParse(contributionSchema, extension.packageJSON);
      if (!parsed.success) continue;
      for (const language of parsed.output.contributes.languages) {
        const [alias] = language.aliases ?? [];
        if (alias !== undefined && !names.has(language.id)) names.set(language.id, alias);
      }
    }
  }
  return names.get(id) ?? id;
}
