import type { Disposable } from '../base/disposables.ts';
import { Emitter } from '../base/emitter.ts';
import { describeError, Failure, toFailure } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { GenerateEvent, GenerateRequest, GenerateSummary } from '../protocol/workerApi.ts';
import type { Runtime, RuntimeModel } from '../runtimes/runtime.ts';
import { continuationEnd, continuationLead, continuationPrompt, fitHistory } from './chatPrompt.ts';
import { emptyConversation, type Answer, type Conversation, type Message } from './conversation.ts';
import type { TranscriptStore } from './transcriptStore.ts';

export type ChatServiceParts = {
  runtime: Pick<Runtime, 'load' | 'chat' | 'generate' | 'countTokens'>;
  /** The chat model in use; null where none is chosen. */
  model: () => RuntimeModel | null;
  store: Pick<TranscriptStore, 'loadCurrent' | 'save' | 'setCurrent'>;
  log: Log;
  /** Milliseconds of a monotonic clock. */
  now: () => number;
  newId: () => string;
};

/** The context's end comes first with most models. */
const maxAnswerTokens = 6000;
/** A model that only continues text does not know when to stop. */
const maxContinuationTokens = 160;
/** While an answer streams it is saved about so often, so that a crash loses a second of it at most. */
const saveEveryMs = 1000;
const sampling = { temperature: 0.2, topP: 0.95, topK: 40, seed: 1 };

/** One conversation and the answer that is being written to it. */
export class ChatService implements Disposable {
  readonly #parts: ChatServiceParts;
  #conversation: Conversation;
  #running: AbortController | undefined;
  #firstSentId: string | null = null;
  readonly #changes = new Emitter<void>();
  readonly #deltas = new Emitter<{ id: string; text: string }>();
  /** Anything but streamed text changed. */
  readonly onChange = this.#changes.event;
  readonly onDelta = this.#deltas.event;

  constructor(parts: ChatServiceParts) {
    this.#parts = parts;
    this.#conversation = emptyConversation(parts.newId());
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** First message that the model saw at the last question; null while all of them fit. */
  get firstSentId(): string | null {
    return this.#firstSentId;
  }

  /** Brings back the conversation that was open; where its file is damaged, a new one begins and says so. */
  async restore(): Promise<void> {
    let conversation: Conversation | null = null;
    try {
      conversation = await this.#parts.store.loadCurrent();
    } catch (error) {
      const { code, values } = toFailure(error);
      this.#parts.log.error(describeError(error));
      const said = this.#emptyAnswer('');
      conversation = emptyConversation(this.#parts.newId());
      conversation.messages.push({ ...said, status: 'failed', failure: { code, values } });
    }
    if (!conversation || this.#conversation.messages.length > 0) return;
    this.#conversation = conversation;
    this.#changes.fire();
  }

  async newConversation(): Promise<void> {
    this.stop();
    this.#conversation = emptyConversation(this.#parts.newId());
    this.#firstSentId = null;
    this.#changes.fire();
    await this.#parts.store.setCurrent(null);
  }

  /** Resolves when the answer has ended, however it did. */
  async ask(text: string): Promise<void> {
    if (text.trim() === '' || this.isBusy) return;
    this.#add({ role: 'user', id: this.#parts.newId(), text });
    await this.#answer();
  }

  /** Asks the question above the answer `id` again. Only for the last answer: nothing that came after may be lost. */
  async retry(id: string): Promise<void> {
    const at = this.#conversation.messages.findIndex((message) => message.id === id);
    const { messages } = this.#conversation;
    if (at < 1 || at !== messages.length - 1 || this.isBusy || messages[at]?.role !== 'assistant') return;
    this.#conversation = { ...this.#conversation, messages: messages.slice(0, at) };
    await this.#answer();
  }

  stop(): void {
    this.#running?.abort();
  }

  dispose(): void {
    this.stop();
    this.#changes.dispose();
    this.#deltas.dispose();
  }

  async #answer(): Promise<void> {
    const model = this.#parts.model();
    const asked = this.#conversation;
    const answer = this.#emptyAnswer(model?.name ?? '');
    this.#add(answer);
    const running = new AbortController();
    this.#running = running;
    this.#changes.fire();
    const began = this.#parts.now();
    let savedAt = began;
    const write = (text: string): void => {
      if (text === '') return;
      answer.text += text;
      if (answer.status === 'waiting') {
        answer.status = 'streaming';
        this.#changes.fire();
      } else {
        this.#deltas.fire({ id: answer.id, text });
      }
      if (this.#parts.now() - savedAt < saveEveryMs) return;
      savedAt = this.#parts.now();
      this.#save();
    };
    try {
      if (!model) throw new Failure('modelNotChosen');
      const summary = await this.#generate(model, asked.messages, answer, write, running.signal);
      answer.status = 'complete';
      answer.tokensPerSecond = summary.ms > 0 ? (summary.generatedTokens - 1) / (summary.ms / 1000) : null;
    } catch (error) {
      if (running.signal.aborted) {
        answer.status = 'stopped';
      } else {
        const { code, values } = toFailure(error);
        answer.status = answer.text === '' ? 'failed' : 'incomplete';
        answer.failure = { code, values };
        this.#parts.log.error(`chat failed: ${describeError(error)}`);
      }
    }
    answer.seconds = (this.#parts.now() - began) / 1000;
    if (this.#running === running) this.#running = undefined;
    if (this.#conversation.messages.includes(answer)) this.#save();
    this.#changes.fire();
  }

  async #generate(
    model: RuntimeModel,
    messages: Message[],
    answer: Answer,
    write: (text: string) => void,
    signal: AbortSignal,
  ): Promise<GenerateSummary> {
    const { runtime } = this.#parts;
    const loaded = await runtime.load(model, signal);
    const size = loaded.contextSizes.chat;
    const counts = await runtime.countTokens(
      model,
      messages.map((message) => message.text),
      signal,
    );
    let promptTokens = 0;
    const noteUse = (used: number): void => {
      promptTokens ||= used;
      // The user may have begun a new conversation meanwhile.
      if (this.#conversation.messages.includes(answer)) {
        this.#conversation = { ...this.#conversation, contextUse: { used, size } };
      }
    };
    const onEvent = (event: GenerateEvent): void => {
      if (event.kind === 'text') write(event.text);
      else noteUse(event.tokens);
    };
    const needed = counts.at(-1) ?? 0;
    if (needed > size * 0.8) throw new Failure('contextTooLong', { needed, size });
    if (!loaded.hasChatTemplate) {
      const summary = await this.#continue(model, messages.at(-1)?.text ?? '', answer, write, onEvent, signal);
      noteUse(promptTokens + summary.generatedTokens);
      return summary;
    }
    const history = fitHistory(messages, counts, size);
    this.#firstSentId = history.firstId === messages[0]?.id ? null : history.firstId;
    const summary = await runtime.chat(
      model,
      { turns: history.turns, maxTokens: maxAnswerTokens, sampling },
      onEvent,
      signal,
    );
    noteUse(promptTokens + summary.generatedTokens);
    return summary;
  }

  /** A model that only continues text writes one function, shown as a code block however it ends. */
  async #continue(
    model: RuntimeModel,
    question: string,
    answer: Answer,
    write: (text: string) => void,
    onEvent: (event: GenerateEvent) => void,
    signal: AbortSignal,
  ): Promise<GenerateSummary> {
    let began = 0;
    const complete = new AbortController();
    let tokens = 0;
    const request: GenerateRequest = {
      context: 'chat',
      prompt: continuationPrompt(question),
      maxTokens: maxContinuationTokens,
      stops: [],
      sampling: { ...sampling, repeatPenalty: 1.2 },
      heal: false,
      probabilities: false,
    };
    const onCode = (event: GenerateEvent): void => {
      if (complete.signal.aborted) return;
      if (event.kind === 'prompt') began = this.#parts.now();
      else if (tokens++ === 0) write(`\`\`\`\n${continuationLead}`);
      onEvent(event);
      if (continuationEnd(answer.text) !== null) complete.abort();
    };
    try {
      return await this.#parts.runtime.generate(model, request, onCode, AbortSignal.any([signal, complete.signal]));
    } catch (error) {
      if (!complete.signal.aborted) throw error;
      return { ended: 'stop', generatedTokens: tokens, ms: this.#parts.now() - began };
    } finally {
      if (tokens > 0) {
        answer.text = answer.text.slice(0, continuationEnd(answer.text) ?? undefined);
        write('\n```\n');
      }
    }
  }

  #emptyAnswer(model: string): Answer {
    const id = this.#parts.newId();
    const nothing = { seconds: null, tokensPerSecond: null, failure: null };
    return { role: 'assistant', id, text: '', status: 'waiting', model, ...nothing };
  }

  #add(message: Message): void {
    this.#conversation = { ...this.#conversation, messages: [...this.#conversation.messages, message] };
    this.#save();
  }

  #save(): void {
    this.#parts.store
      .save(this.#conversation)
      .catch((error: unknown) => this.#parts.log.error(`conversation not saved: ${describeError(error)}`));
  }
}
