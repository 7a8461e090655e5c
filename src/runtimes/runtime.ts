/** What turns a prompt into text. */
import type { Disposable } from '../base/disposables.ts';
import type { Failure } from '../base/errors.ts';
import type {
  ChatRequest,
  GenerateEvent,
  GenerateRequest,
  GenerateSummary,
  LoadedModel,
} from '../protocol/workerApi.ts';

/** Weights as a runtime needs to know them. */
export type RuntimeModel = { path: string; name: string };

export type RuntimeState =
  | { kind: 'idle' }
  | { kind: 'starting' }
  /** `percent`: 0–100. */
  | { kind: 'loading'; percent: number }
  | { kind: 'ready'; model: LoadedModel }
  | { kind: 'failed'; failure: Failure };

export type Runtime = Disposable & {
  /** Loads `model` if it is not; resolves when it can answer. Other loaded models stay as they are. */
  load(model: RuntimeModel, signal: AbortSignal): Promise<LoadedModel>;
  generate(
    model: RuntimeModel,
    request: GenerateRequest,
    onEvent: (event: GenerateEvent) => void,
    signal: AbortSignal,
  ): Promise<GenerateSummary>;
  chat(
    model: RuntimeModel,
    request: ChatRequest,
    onEvent: (event: GenerateEvent) => void,
    signal: AbortSignal,
  ): Promise<GenerateSummary>;
  countTokens(model: RuntimeModel, texts: string[], signal: AbortSignal): Promise<number[]>;
  /** Frees every loaded model but these. */
  retain(models: RuntimeModel[]): void;
  /** Ends the process of `model`, or of each; the next request starts it anew, whatever failed before. */
  restart(model?: RuntimeModel): void;
  state(model: RuntimeModel): RuntimeState;
  onStateChange(listener: (path: string) => void): Disposable;
};
