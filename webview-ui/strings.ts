/** Puts values into the places `{0}`, `{1}`… of a sentence; a percent sign stays on the line of its number. */
export function fill(sentence: string, ...values: (string | number)[]): string {
  return sentence
    .replace(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place))
    .replace(/(\d) %/g, '$1\u00a0%');
}

/** A count with the separators of the user's language. */
export function formatCount(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** A measured value: one decimal below ten, whole numbers above. */
export function formatMeasure(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: value < 9.95 ? 1 : 0 }).format(value);
}
