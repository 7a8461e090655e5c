/**
 * Runs beside the worker inside an unpacked .vsix, where nothing but dist/node_modules can be resolved: load the starter
 * model, generate, touch the parts of node-llama-cpp that read further files, and parse a line by the syntax thread.
 * Prints one line of JSON.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

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

const grammars = fileURLToPath(new URL('./grammars', import.meta.url));
const thread = new Worker(new URL('./syntax.cjs', import.meta.url), { workerData: { grammars } });
const params = { languageId: 'typescript', before: 'f(', text: '', after: '' };
thread.postMessage({ kind: 'call', id: 1, method: 'errors', params });
const [answer] = await once(thread, 'message');
await thread.terminate();

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const result = {
  version,
  text,
  json: grammar.parse(json),
  chat: chat.contextText.toString().includes('ping'),
  grammar: builtIn.grammar.length > 0,
  syntax: answer.value === 1,
};
await llama.dispose();
if (text.length === 0 || !result.chat || !result.grammar || !result.syntax)
  throw new Error(`unexpected result ${JSON.stringify(result)}`);
process.stdout.write(`${JSON.stringify(result)}\n`);
