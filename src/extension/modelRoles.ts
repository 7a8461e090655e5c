import { freemem, platform, totalmem } from 'node:os';
import type { Disposable } from '../base/disposables.ts';
import { Emitter } from '../base/emitter.ts';
import { describeError, Failure, toFailure } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { checkMemory, inspectModelFile, type ModelFile } from '../models/modelFile.ts';
import type { EmbeddedRuntime } from '../runtimes/embedded/embeddedRuntime.ts';
import { contextSizes } from '../runtimes/embedded/embeddedRuntime.ts';
import type { Settings } from './settings.ts';

export type Role = 'completion' | 'chat';
export const roles: readonly Role[] = ['completion', 'chat'];

/** What a role has: a model, or none and why. `unresolved` until the model's file has been looked at. */
export type RoleState =
  | { kind: 'unresolved' }
  | { kind: 'model'; model: ModelFile }
  | { kind: 'none'; failure: Failure };

/** The part of VS Code's workspace storage that remembers choices. */
export type Memory = { get(key: string): unknown; update(key: string, value: unknown): Thenable<void> };

/** Which model serves which role in this window: chosen for the workspace, else set for the machine, else the starter. */
export class ModelRoles implements Disposable {
  readonly starterPath: string;
  readonly #runtime: EmbeddedRuntime;
  readonly #settings: Settings;
  readonly #memory: Memory;
  readonly #log: Log;
  readonly #states: Record<Role, RoleState> = { completion: { kind: 'unresolved' }, chat: { kind: 'unresolved' } };
  /** Being loaded for a role; another switch that ends meanwhile must not free them. */
  readonly #choosing = new Set<ModelFile>();
  readonly #changes = new Emitter<Role>();
  readonly onChange = this.#changes.event;

  constructor(parts: { starterPath: string; runtime: EmbeddedRuntime; settings: Settings; memory: Memory; log: Log }) {
    this.starterPath = parts.starterPath;
    this.#runtime = parts.runtime;
    this.#settings = parts.settings;
    this.#memory = parts.memory;
    this.#log = parts.log;
  }

  state(role: Role): RoleState {
    return this.#states[role];
  }

  model(role: Role): ModelFile | null {
    const state = this.#states[role];
    return state.kind === 'model' ? state.model : null;
  }

  isStarter(model: ModelFile): boolean {
    return model.path === this.starterPath;
  }

  /** Looks at the file of the model that each role should have. Loads nothing. */
  async resolve(signal: AbortSignal): Promise<void> {
    for (const role of roles) {
      const path = this.#wanted(role);
      const state = await this.#look(role, path, signal);
      // The user may have chosen meanwhile.
      if (path === this.#wanted(role)) this.#set(role, state);
    }
    this.#release();
  }

  /**
   * Loads the model at `path` and then gives it `role`; until it answers, and where it cannot, the one before stays in use.
   * Rejects with the failure to show. `isForced`: also where there seems to be too little memory.
   */
  async choose(role: Role, path: string, isForced: boolean, signal: AbortSignal): Promise<ModelFile> {
    const state = await this.#look(role, path, signal);
    if (state.kind !== 'model') throw state.kind === 'none' ? state.failure : new Failure('internal');
    const { model } = state;
    if (this.#runtime.state(model).kind === 'failed') this.#runtime.restart(model); // the user wants another try
    const isNew = this.#runtime.state(model).kind === 'idle';
    if (isNew && !isForced) checkMemory(model, availableBytes(), contextSizes[role]);
    this.#choosing.add(model);
    try {
      await this.#runtime.load(model, signal);
      signal.throwIfAborted();
      await this.#memory.update(memoryKey(role), path === this.starterPath ? starterMark : path);
      this.#set(role, state);
    } finally {
      this.#choosing.delete(model);
      this.#release(); // the one before; or a process that could not load it, or that nobody waits for any more
    }
    return model;
  }

  /** Rejects with the reason why the file at `path` cannot have `role`; reads its header only. */
  async check(role: Role, path: string, signal: AbortSignal): Promise<void> {
    const state = await this.#look(role, path, signal);
    if (state.kind === 'none') throw state.failure;
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #wanted(role: Role): string {
    const remembered = this.#memory.get(memoryKey(role));
    if (typeof remembered === 'string' && remembered !== '') {
      // The extension's own folder moves with each version.
      return remembered === starterMark ? this.starterPath : remembered;
    }
    return (
      this.#settings.get(role === 'completion' ? 'hearth.model.completion' : 'hearth.model.chat') || this.starterPath
    );
  }

  async #look(role: Role, path: string, signal: AbortSignal): Promise<RoleState> {
    try {
      const model = await inspectModelFile(path, signal);
      const usable = path === this.starterPath ? { ...model, name: 'Starter' } : model;
      if (role === 'completion' && !model.fim) throw new Failure('modelNoFim', { name: model.name });
      if (role === 'chat' && model.isEmbedding) throw new Failure('modelNoChat', { name: model.name });
      return { kind: 'model', model: usable };
    } catch (error) {
      signal.throwIfAborted();
      this.#log.warn(`${role}: ${path}: ${describeError(error)}`);
      return { kind: 'none', failure: toFailure(error) };
    }
  }

  #set(role: Role, state: RoleState): void {
    this.#states[role] = state;
    this.#changes.fire(role);
  }

  /** Frees what no role uses. */
  #release(): void {
    const used = roles.map((role) => this.model(role)).filter((model) => model !== null);
    this.#runtime.retain([...used, ...this.#choosing]);
  }
}

/** What a model may take. macOS calls memory that it would give back at once used, so that what is free says nothing there. */
function availableBytes(): number {
  return platform() === 'darwin' ? totalmem() * 0.75 : freemem();
}

const starterMark = 'starter';

function memoryKey(role: Role): string {
  return `hearth.model.${role}`;
}
