/** The composition root: every part is made here, top to bottom, and disposed in reverse. */
import { costSinceLoad, describeStart, stopwatch } from './started.ts';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { sleep } from '../base/abort.ts';
import { DisposableStore, toDisposable } from '../base/disposables.ts';
import { describeError, isAbort } from '../base/errors.ts';
import { ChatService } from '../chat/chatService.ts';
import { TranscriptStore } from '../chat/transcriptStore.ts';
import { CompletionEngine } from '../completion/engine.ts';
import { CompletionHistory } from '../completion/explanation.ts';
import { CompletionStatistics } from '../completion/statistics/statistics.ts';
import { SyntaxClient } from '../completion/syntax/syntaxClient.ts';
import type { ModelFile } from '../models/modelFile.ts';
import { EmbeddedRuntime } from '../runtimes/embedded/embeddedRuntime.ts';
import { AcceptTracking, later, today } from './acceptTracking.ts';
import { ChatView } from './chatView.ts';
import { registerCommands } from './commands.ts';
import { ContextFiles, isSource } from './contextFiles.ts';
import { ContextSources } from './contextSources.ts';
import { Exclusions } from './exclusions.ts';
import { HearthDocuments } from './hearthDocuments.ts';
import { InlineCompletionProvider } from './inlineCompletionProvider.ts';
import { registerForEnabledLanguages } from './languages.ts';
import { showMenu } from './menu.ts';
import { askForRole, importModel, modelFolderIn, pickModel, type PickerParts } from './modelPicker.ts';
import { ModelRoles } from './modelRoles.ts';
import { OutputLog } from './outputLog.ts';
import { Settings } from './settings.ts';
import { StatisticsDocument } from './statisticsDocument.ts';
import { StatusBarItem } from './statusBarItem.ts';
import { toggleSuggestions } from './toggleSuggestions.ts';
import { warmUpAtRest } from './warmUp.ts';

/** All modules of the bundle have been evaluated. */
const costOfLoading = costSinceLoad();

export function activate(context: vscode.ExtensionContext): void {
  const costOfActivating = stopwatch();
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const ending = new AbortController();
  store.add(toDisposable(() => ending.abort()));

  const inExtension = (...path: string[]): string => vscode.Uri.joinPath(context.extensionUri, ...path).fsPath;
  const log = store.add(new OutputLog());
  const settings = new Settings(log);
  const background = (what: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => isAbort(error) || log.error(`${what}: ${describeError(error)}`));
  };

  const runtime = store.add(
    new EmbeddedRuntime({
      workerPath: inExtension('dist', 'worker.mjs'),
      gpu: settings.get('hearth.embedded.gpu'),
      threads: settings.get('hearth.embedded.threads'),
      log,
    }),
  );
  const starterPath = inExtension('models', 'hearth-starter-q8_0.gguf');
  const roles = store.add(new ModelRoles({ starterPath, runtime, settings, memory: context.workspaceState, log }));
  const now = (): number => performance.now();
  const syntax = store.add(
    new SyntaxClient({
      thread: inExtension('dist', 'syntax.cjs'),
      grammars: inExtension('dist', 'grammars'),
      log,
      sleep,
    }),
  );
  const exclusions = store.add(new Exclusions(log));
  const contextFiles = new ContextFiles(exclusions, (scope) => settings.get('hearth.context.repository', scope));
  const repository = store.add(new ContextSources({ files: contextFiles, exclusions, log }));
  const completionModel = (): ModelFile | null => roles.model('completion');
  const engine = new CompletionEngine({ runtime, model: completionModel, now, sleep, log, syntax, repository });
  const storage = context.storageUri ?? context.globalStorageUri;
  const transcripts = new TranscriptStore(vscode.Uri.joinPath(storage, 'conversations').fsPath);
  const chat = store.add(
    new ChatService({ runtime, model: () => roles.model('chat'), store: transcripts, log, now, newId: randomUUID }),
  );

  const status = store.add(new StatusBarItem({ roles, runtime, settings, chat, exclusions }));
  const history = new CompletionHistory();
  const statistics = store.add(new CompletionStatistics({ store: context.globalState, log, later }));
  const accepts = store.add(new AcceptTracking(statistics));
  const documents = store.add(new HearthDocuments());
  documents.add('Last Completion.md', () => history.explain());
  const statisticsDocument = new StatisticsDocument(documents, statistics, today);
  const provider = new InlineCompletionProvider({
    engine,
    settings,
    status,
    history,
    exclusions,
    statistics,
    accepts,
  });
  store.add(
    warmUpAtRest(engine, async (document) => {
      if (!isSource(document.uri) || !settings.isEnabled(document.languageId, document)) return false;
      if (settings.get('hearth.completion.trigger', document) !== 'automatic') return false;
      await exclusions.whenKnown(document.uri);
      return !exclusions.forbidsSuggestions(document.uri);
    }),
  );
  const languages = store.add(
    registerForEnabledLanguages(provider, settings, () => roles.state('completion').kind === 'none'),
  );
  const view = store.add(
    new ChatView({ chat, roles, runtime, extensionUri: context.extensionUri, memory: context.workspaceState, log }),
  );
  const picker: PickerParts = { roles, runtime, settings, log, modelFolder: modelFolderIn(context.globalStorageUri) };
  store.add(
    registerCommands(
      {
        'hearth.showMenu': () => showMenu({ status, settings, roles }),
        'hearth.toggleSuggestions': () => toggleSuggestions('*'),
        'hearth.toggleSuggestionsForLanguage': () =>
          toggleSuggestions(vscode.window.activeTextEditor?.document.languageId ?? '*'),
        'hearth.explainLastCompletion': () => documents.open('Last Completion.md'),
        'hearth.showStatistics': () => statisticsDocument.open(),
        'hearth.statistics.reset': () => {
          accepts.clear();
          statisticsDocument.reset();
        },
        'hearth.showLog': () => log.show(),
        'hearth.openSettings': async () => {
          await vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${context.extension.id}`);
        },
        'hearth.restartRuntime': async () => {
          runtime.restart();
          await roles.resolve(ending.signal);
        },
        'hearth.chat.open': () => view.open(),
        'hearth.chat.new': () => chat.newConversation(),
        'hearth.chat.stop': () => chat.stop(),
        'hearth.model.chooseCompletion': () => pickModel(picker, 'completion'),
        'hearth.model.chooseChat': () => pickModel(picker, 'chat'),
        'hearth.model.import': async (argument) => {
          const role = argument === 'completion' || argument === 'chat' ? argument : await askForRole();
          if (role) await importModel(picker, role);
        },
        'hearth.model.unload': () => runtime.retain([]),
      },
      log,
    ),
  );

  const setContext = (name: string, value: boolean): void =>
    background(name, Promise.resolve(vscode.commands.executeCommand('setContext', name, value)));
  store.add(chat.onChange(() => setContext('hearth.busy', chat.isBusy)));
  store.add(
    roles.onChange((role) => {
      setContext(role === 'completion' ? 'hearth.ready' : 'hearth.chatReady', roles.model(role) !== null);
      if (role !== 'completion') return;
      engine.reset();
      background('languages', languages.update());
    }),
  );
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('hearth.enable')) background('languages', languages.update());
      if (event.affectsConfiguration('hearth.context')) engine.reset();
      if (event.affectsConfiguration('hearth.model')) background('models', roles.resolve(ending.signal));
      if (event.affectsConfiguration('hearth.embedded')) {
        runtime.configure({
          gpu: settings.get('hearth.embedded.gpu'),
          threads: settings.get('hearth.embedded.threads'),
        });
      }
    }),
  );
  // A piece of a file that has just been excluded must not stay in a prompt.
  store.add(exclusions.onDidChange(() => engine.reset()));
  store.add(vscode.extensions.onDidChange(() => background('languages', languages.update())));

  // What follows reads files, and so happens after VS Code has its extension.
  background('models', roles.resolve(ending.signal));
  background('conversation', chat.restore());
  log.info(describeStart(costOfLoading, costOfActivating()));
}
