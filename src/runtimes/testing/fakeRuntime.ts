import { sleep } from '../../base/abort.ts';
import { abortError } from '../../base/errors.ts';
import type {
  ChatRequest,
  GenerateEvent,
  GenerateRequest,
  GenerateSummary,
  LoadedModel,
} from '../../protocol/workerApi.ts';
import type { Runtime } from '../runtime.ts';

type Script = {
  /**
   * What the model writes, one string per call; the last is repeated. An Error is thrown instead. A function answers each
   * request for a completion by its prompt.
   */
  answers: (string | Error)[] | ((request: GenerateRequest) => string);
  /** Pieces that the text comes in; default: one per word. */
  pieces?: (text: string) => string[];
  /** Milliseconds between two pieces; default: none. */
  msPerPiece?: number;
  /** Why the model says that it ended; default: by itself. */
  ended?: GenerateSummary['ended'];
  probability?: number;
  hasChatTemplate?: boolean;
  contextSize?: number;
};

export type FakeRuntime = Pick<Runtime, 'load' | 'generate' | 'chat' | 'countTokens' | 'state'> & {
  requests: GenerateRequest[];
  chats: ChatRequest[];
  /** Calls that have neither ended nor been aborted. */
  open: () => number;
  /** Calls that were aborted. */
  aborted: () => number;
};

/** A runtime that says what it is told to: the same for every test of what stands above runtimes. A token is four characters. */
export function fakeRuntime(script: Script): FakeRuntime {
  const requests: GenerateRequest[] = [];
  const chats: ChatRequest[] = [];
  let open = 0;
  let aborted = 0;
  let next = 0;
  let calls = 0;
  let isLoaded = false;
  const size = script.contextSize ?? 2048;
  const loaded: LoadedModel = {
    gpu: false,
    gpuLayers: 0,
    threads: 1,
    vocabularySize: 100,
    contextSizes: { completion: size, chat: size },
    hasChatTemplate: script.hasChatTemplate ?? true,
  };
  const speak = async (
    onEvent: (event: GenerateEvent) => void,
    signal: AbortSignal,
    request?: GenerateRequest,
  ): Promise<GenerateSummary> => {
    const { answers } = script;
    const scripted =
      typeof answers === 'function' ? request && answers(request) : answers[Math.min(next++, answers.length - 1)];
    const answer = request?.maxTokens === 0 ? '' : (scripted ?? '');
    open++;
    try {
      await Promise.resolve();
      if (answer instanceof Error) throw answer;
      onEvent({ kind: 'prompt', tokens: 100, reused: 99, evaluated: 1, ms: 10, call: ++calls });
      const pieces = (script.pieces ?? ((text) => text.match(/\s*\S+|\s+$/g) ?? []))(answer);
      for (const text of pieces) {
        if (script.msPerPiece !== undefined) await sleep(script.msPerPiece, signal);
        if (signal.aborted) throw abortError();
        onEvent({ kind: 'text', text, probability: script.probability ?? 1 });
      }
      return { ended: script.ended ?? 'end', generatedTokens: pieces.length, ms: pieces.length };
    } catch (error) {
      if (signal.aborted) aborted++;
      throw error;
    } finally {
      open--;
    }
  };
  return {
    requests,
    chats,
    open: () => open,
    aborted: () => aborted,
    state: () => (isLoaded ? { kind: 'ready', model: loaded } : { kind: 'idle' }),
    load: async () => {
      isLoaded = true;
      return loaded;
    },
    countTokens: async (_model, texts) => texts.map((text) => Math.ceil(text.length / 4)),
    generate: (_model, request, onEvent, signal) => {
      requests.push(request);
      return speak(onEvent, signal, request);
    },
    chat: (_model, request, onEvent, signal) => {
      chats.push(request);
      return speak(onEvent, signal);
    },
  };
}
