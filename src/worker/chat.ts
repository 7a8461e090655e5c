import {
  GeneralChatWrapper,
  LlamaChat,
  resolveChatWrapper,
  type ChatHistoryItem,
  type ChatWrapper,
  type LlamaModel,
} from 'node-llama-cpp';
import { Failure } from '../base/errors.ts';
import type { ChatRequest, ChatTurn, GenerateEvent, GenerateSummary } from '../protocol/workerApi.ts';
import { prefill } from './decode.ts';
import type { Inference } from './inference.ts';
import { stepped } from './stepping.ts';

const wrappers = new WeakMap<LlamaModel, ChatWrapper>();

function wrapperOf(model: LlamaModel): ChatWrapper {
  const known = wrappers.get(model);
  if (known) return known;
  const wrapper = resolveChatWrapper(model, { warningLogs: false }) ?? new GeneralChatWrapper();
  wrappers.set(model, wrapper);
  return wrapper;
}

function toHistoryItem(turn: ChatTurn): ChatHistoryItem {
  if (turn.role === 'assistant') return { type: 'model', response: [turn.text] };
  return { type: turn.role, text: turn.text };
}

/**
 * Answers the last turn through the model's own chat template. The prompt is evaluated by our own chunks first, since the
 * library's would not stop before its end; what it then evaluates itself is the few tokens after.
 */
export function chat(
  inference: Inference,
  request: ChatRequest,
  emit: (event: GenerateEvent) => void,
  signal: AbortSignal,
): Promise<GenerateSummary> {
  return inference.withSequence(
    'chat',
    'conversation',
    async (sequence, stepping) => {
      const { model } = inference;
      const chatWrapper = wrapperOf(model);
      const history = request.turns.map(toHistoryItem);
      const began = performance.now();
      const call = inference.nextCall();
      const { contextText } = chatWrapper.generateContextState({
        chatHistory: [...history, { type: 'model', response: [] }],
      });
      const tokens = contextText.tokenize(model.tokenizer);
      const room = sequence.contextSize - tokens.length;
      // An answer needs some room too; the library would drop most of a long question without a word.
      if (room < 32) throw new Failure('contextTooLong', { needed: tokens.length, size: sequence.contextSize });
      const { reused, evaluated } = await prefill(sequence, tokens, stepping, signal);

      let firstTokenAt = 0;
      let generatedTokens = 0;
      const llamaChat = new LlamaChat({
        contextSequence: stepped(sequence, stepping),
        chatWrapper,
        autoDisposeSequence: false,
      });
      try {
        const { repeatPenalty, ...sampling } = request.sampling;
        const { metadata } = await llamaChat.generateResponse(history, {
          ...sampling,
          repeatPenalty: repeatPenalty === undefined ? false : { penalty: repeatPenalty },
          maxTokens: Math.min(request.maxTokens, room - 1),
          signal,
          onToken: (fresh) => {
            generatedTokens += fresh.length;
            if (firstTokenAt > 0) return;
            firstTokenAt = performance.now();
            const ms = firstTokenAt - began;
            emit({ kind: 'prompt', tokens: tokens.length, reused, evaluated: evaluated + 1, ms, call });
          },
          onTextChunk: (text) => emit({ kind: 'text', text, probability: null }),
        });
        const ended =
          metadata.stopReason === 'maxTokens' ? 'length' : metadata.stopReason === 'eogToken' ? 'end' : 'stop';
        return { ended, generatedTokens, ms: firstTokenAt > 0 ? performance.now() - firstTokenAt : 0 };
      } finally {
        llamaChat.dispose({ disposeSequence: false });
      }
    },
    signal,
  );
}
