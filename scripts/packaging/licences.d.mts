export interface Part {
  readonly name: string;
  readonly licence: string;
  readonly source: string;
  readonly file?: string;
  readonly copyright?: string;
}

export const insideGrammars: readonly Part[];
