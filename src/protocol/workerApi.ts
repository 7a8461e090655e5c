/** What the extension host and the inference process (src/worker) say to each other, over src/protocol/rpc.ts. */

/** User text is tokenised with special tokens off; only `special` parts become special tokens. */
export type PromptPart = { text: string } | { special: string };

export type LoadRequest = {
  modelPath: string;
  /** `auto` uses a graphics card where a packaged driver for it works. */
  gpu: 'auto' | 'off';
  /** Processor threads for decoding; 0 leaves one performance core free. */
  threads: number;
  /** Tokens; contexts are created on first use, each no larger than what the model was trained for. */
  contextSizes: Record<ContextKind, number>;
};

/** A model has one context (KV cache) for suggestions and one for conversations, so that neither evicts the other. */
export type ContextKind = 'completion' | 'chat';

export type LoadedModel = {
  /** False: decoding runs on the processor. */
  gpu: string | false;
  gpuLayers: number;
  threads: number;
  vocabularySize: number;
  contextSizes: Record<ContextKind, number>;
  /** The model brings a chat template. */
  hasChatTemplate: boolean;
};

export type Sampling = {
  /** 0 is greedy. */
  temperature: number;
  topK?: number;
  topP?: number;
  minP?: number;
  seed?: number;
  /** Divides the chance of tokens that were just written; 1 or absent: none. */
  repeatPenalty?: number;
};

export type GenerateRequest = {
  context: ContextKind;
  prompt: PromptPart[];
  /**
   * 0 is a warm-up: the prompt is evaluated but for its last token, and nothing is written. It does not go before a
   * conversation, and rejects as aborted once another call wants its context; what was evaluated stays.
   */
  maxTokens: number;
  /** Texts of special tokens that end the generation, besides the model's own end tokens. */
  stops: string[];
  sampling: Sampling;
  /**
   * Take the last token of the prompt's text back (only special parts may follow it: a middle token after the cursor) and let the first new tokens grow over its characters, so that a cursor inside
   * a word meets the tokens the model was trained on. What is streamed starts after those characters all the same.
   */
  heal: boolean;
  /**
   * Tell the probability of each token: when greedy among the 128 likeliest, some 1 ms a token; else in the whole vocabulary,
   * 14 ms with 150,000 tokens.
   */
  probabilities: boolean;
  /** Guesses what stood before to evaluate several tokens at once; the text is the same. Absent: where it pays. */
  drafts?: 'always' | 'never';
};

export type ChatTurn = { role: 'system' | 'user' | 'assistant'; text: string };

export type ChatRequest = { turns: ChatTurn[]; maxTokens: number; sampling: Sampling };

export type GenerateEvent =
  /** The prompt is in the KV cache. `call`: number of this call in the life of the process. */
  | { kind: 'prompt'; tokens: number; reused: number; evaluated: number; ms: number; call: number }
  /** `probability`: of the token that completed this text, 0–1; null where it was not asked for. */
  | { kind: 'text'; text: string; probability: number | null };

export type GenerateSummary = {
  /** Why the text ended: the model's end token, a stop token, or `maxTokens`. */
  ended: 'end' | 'stop' | 'length';
  generatedTokens: number;
  /** From first to last token. */
  ms: number;
  /** Forward passes since the call began, prompt included; fewer than tokens written where drafts were right. */
  passes?: number;
};

export type WorkerHealth = {
  /** Since the decoding that is under way, if any, last got on by a token or a piece of the prompt. */
  stuckMs: number;
  /** Calls that hold a context. */
  running: number;
  /** Decoding threads at present: lowered while the machine is busy with other things. */
  threads: number;
  /** Processor time of the process, all threads. */
  processorMs: number;
};

export type WorkerApi = {
  load: { params: LoadRequest; chunk: { fraction: number }; result: LoadedModel };
  generate: { params: GenerateRequest; chunk: GenerateEvent; result: GenerateSummary };
  chat: { params: ChatRequest; chunk: GenerateEvent; result: GenerateSummary };
  /** Tokens of each text by itself. */
  countTokens: { params: { texts: string[] }; chunk: never; result: number[] };
  ping: { params: null; chunk: never; result: WorkerHealth };
};

/** First message of the process, once it can take calls. */
export const workerReady = 'hearth-worker-ready';
