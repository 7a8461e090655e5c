import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Log } from '../base/log.ts';
import { settings, type SettingId, type SettingValue } from './manifest.ts';

/** What a value must be; a value that is not is logged once and the default is used. */
const schemas: { [Id in SettingId]: v.GenericSchema<unknown, SettingValue<Id>> } = {
  'hearth.enable': v.record(v.string(), v.boolean()),
  'hearth.completion.trigger': v.picklist(['automatic', 'manual']),
  'hearth.completion.length': v.picklist(['line', 'block']),
  'hearth.completion.minimumDelay': v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2000)),
  'hearth.completion.inComments': v.boolean(),
  'hearth.context.repository': v.picklist(['off', 'openFiles', 'workspace']),
  'hearth.context.exclude': v.array(v.string()),
  'hearth.model.completion': v.string(),
  'hearth.model.chat': v.string(),
  'hearth.model.folders': v.array(v.string()),
  'hearth.embedded.gpu': v.picklist(['auto', 'off']),
  'hearth.embedded.threads': v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(256)),
};

/** Reads settings, checked; nothing outside this folder knows where a value came from. */
export class Settings {
  readonly #log: Log;
  readonly #reported = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  get<Id extends SettingId>(id: Id, scope?: vscode.ConfigurationScope): SettingValue<Id> {
    const value: unknown = vscode.workspace.getConfiguration(undefined, scope ?? null).get(id);
    const result = v.safeParse(schemas[id], value);
    if (result.success) return result.output;
    const complaint = `${id}: ${JSON.stringify(value)} ${result.issues[0].message}; the default is used`;
    if (!this.#reported.has(complaint)) this.#log.warn(complaint);
    this.#reported.add(complaint);
    return settings[id].default as SettingValue<Id>;
  }

  /** Suggestions are on for this language. */
  isEnabled(languageId: string, scope?: vscode.ConfigurationScope): boolean {
    const languages = this.get('hearth.enable', scope);
    return languages[languageId] ?? languages['*'] ?? true;
  }
}
