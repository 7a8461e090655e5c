/**
 * Runs beside the worker inside an unpacked .vsix, where nothing but dist/node_modules can be resolved: load the starter
 * model, generate, and touch the parts of node-llama-cpp that read further files. Prints one line of JSON.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const resolved = fileURLToPath(import.meta.resolve('node-llama-cpp'));
if (!resolved.startsWith(here)) throw new Error(`node-llama-cpp came from ${resolved}, not from the package`);

const { getLlama, JinjaTemplateChatWrapper, LlamaCompletion, LlamaGrammar, LlamaLogLevel } =
  await import('node-llama-cpp');
const llama = await getLlama({
  gpu: false,
  build: 'never',
  skipDownload: true,
  progressLogs: false,
  logLevel: LlamaLogLevel.error,
  maxThreads: 1,
});
const modelPath = fileURLToPath(new URL('../models/hearth-starter-q8_0.gguf', import.meta.url));
const model = await llama.loadModel({ modelPath, useMmap: false });
const context = await model.createContext({ contextSize: 1024, threads: 1 });
const sequence = context.getSequence();

const completion = new LlamaCompletion({ contextSequence: sequence });
const text = await completion.generateCompletion('function add(a, b) {\n  return', { maxTokens: 8, temperature: 0 });

const wrapper = new JinjaTemplateChatWrapper({
  template: '{% for message in messages %}<{{ message.role }}>{{ message.content }}\n{% endfor %}',
});
const chat = wrapper.generateContextState({
  chatHistory: [
    { type: 'user', text: 'ping' },
    { type: 'model', response: [] },
  ],
});

const grammar = await llama.createGrammarForJsonSchema({ type: 'object', properties: { ok: { type: 'boolean' } } });
await sequence.clearHistory();
const json = await completion.generateCompletion('result = ', { maxTokens: 24, temperature: 0, grammar });
const builtIn = await LlamaGrammar.getFor(llama, 'json');

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const result = {
  version,
  text,
  json: grammar.parse(json),
  chat: chat.contextText.toString().includes('ping'),
  grammar: builtIn.grammar.length > 0,
};
await llama.dispose();
if (text.length === 0 || !result.chat || !result.grammar)
  throw new Error(`unexpected result ${JSON.stringify(result)}`);
process.stdout.write(`${JSON.stringify(result)}\n`);
