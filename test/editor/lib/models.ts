import { fileURLToPath } from 'node:url';

/** The folder of the model files that always say the same. */
export const modelsFolder = fileURLToPath(new URL('../../fixtures/models/', import.meta.url));

/**
 * `code` writes `return a + b;` wherever it is asked, `chat` an answer in Markdown, `repeat` the same word without end, and
 * `nofim` cannot complete in the middle of a file.
 */
export function modelPath(name: 'code' | 'chat' | 'repeat' | 'nofim'): string {
  return `${modelsFolder}${name}.gguf`;
}

/** Answers one question about the sample: what a model for chat would write, for a picture. */
export const standIn = fileURLToPath(new URL('../../fixtures/readme/stand-in.gguf', import.meta.url));

export const sampleFolder = fileURLToPath(new URL('../../../samples/basket/', import.meta.url));
