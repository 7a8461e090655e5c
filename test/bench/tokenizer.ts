/** The starter model's tokenizer, for benches that count tokens: the vocabulary alone is loaded, in this process. */
import { getLlama } from 'node-llama-cpp';
import { join } from 'node:path';
import { llamaOptions } from '../../src/worker/llamaOptions.ts';

const starterModel = join(import.meta.dirname, '..', '..', 'models', 'hearth-starter-q8_0.gguf');

export type Tokenizer = { tokenize: (text: string) => number[]; dispose: () => Promise<void> };

/** Source text is tokenised with special tokens off, as the worker does. */
export async function loadTokenizer(modelPath = starterModel): Promise<Tokenizer> {
  const llama = await getLlama(llamaOptions({ gpu: 'off' }, () => undefined));
  const model = await llama.loadModel({ modelPath, vocabOnly: true, gpuLayers: 0 });
  return {
    tokenize: (text) => model.tokenize(text, false, 'trimLeadingSpace'),
    dispose: async () => {
      await model.dispose();
      await llama.dispose();
    },
  };
}
