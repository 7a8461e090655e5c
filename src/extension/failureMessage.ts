import * as vscode from 'vscode';
import type { Failure } from '../base/errors.ts';
import { failureTable, fill, type FailureCode } from '../base/failures.ts';
import type { PageAction, PageFailure } from '../protocol/chatPage.ts';
import type { CommandId } from './manifest.ts';

/** What the next step of each failure runs; null where the user can only do it by hand. */
const nextSteps: Record<FailureCode, CommandId | 'retry' | null> = {
  modelNotChosen: 'hearth.model.chooseChat',
  modelMissing: 'hearth.model.chooseCompletion',
  modelInvalid: 'hearth.model.import',
  modelDamaged: 'hearth.model.import',
  modelUnreadable: 'hearth.model.import',
  modelUnsupported: 'hearth.model.chooseCompletion',
  modelTooLarge: 'hearth.model.chooseCompletion',
  modelLoadFailed: 'hearth.showLog',
  modelNoFim: 'hearth.model.chooseCompletion',
  modelNoChat: 'hearth.model.chooseChat',
  runtimeUnavailable: 'hearth.showLog',
  runtimeCrashed: 'retry',
  runtimeCrashLoop: 'hearth.restartRuntime',
  runtimeHung: 'retry',
  runtimeGone: 'retry',
  outOfMemory: 'hearth.model.chooseChat',
  contextTooLong: null,
  conversationUnreadable: 'hearth.showLog',
  internal: 'hearth.showLog',
};

type Values = Record<string, string | number>;

/** The failure's sentence in the user's language. */
export function sentenceOf({ code, values }: { code: FailureCode; values: Values }): string {
  return fill(vscode.l10n.t(failureTable[code].sentence), values);
}

export function nextStepOf(code: FailureCode): string {
  return vscode.l10n.t(failureTable[code].nextStep);
}

/** Answers a command the user just ran; the button does the next step. Never called for anything the user did not ask for. */
export async function showFailure(failure: Failure, role?: 'completion' | 'chat'): Promise<void> {
  const step = commandFor(failure.code, role);
  const button = step === null ? [] : [nextStepOf(failure.code)];
  const chosen = await vscode.window.showErrorMessage(sentenceOf(failure), ...button);
  if (chosen !== undefined && step !== null) await vscode.commands.executeCommand(step, role);
}

export function chooserOf(role: 'completion' | 'chat'): CommandId {
  return role === 'chat' ? 'hearth.model.chooseChat' : 'hearth.model.chooseCompletion';
}

/** The command of a failure's next step, for the role that was asked for; null where the user can only do it by hand. */
export function commandFor(code: FailureCode, role?: 'completion' | 'chat'): CommandId | null {
  const step = nextSteps[code];
  if (step === 'retry' || step === null) return null;
  const isChooser = step === 'hearth.model.chooseCompletion' || step === 'hearth.model.chooseChat';
  return role !== undefined && isChooser ? chooserOf(role) : step;
}

const pageActions: Partial<Record<CommandId, PageAction>> = {
  'hearth.model.chooseChat': 'chooseChatModel',
  'hearth.model.chooseCompletion': 'chooseChatModel',
  'hearth.model.import': 'importModel',
  'hearth.showLog': 'showLog',
  'hearth.openSettings': 'openSettings',
  'hearth.restartRuntime': 'restartRuntime',
};

/** What is kept or lost. */
function detailOf(code: FailureCode, hasText: boolean): string {
  if (code === 'conversationUnreadable') return vscode.l10n.t('The other conversations are fine. A new one has begun.');
  return hasText
    ? vscode.l10n.t('The answer above is incomplete. Your question is kept.')
    : vscode.l10n.t('Your question is kept.');
}

/** The failure as a card in the chat page. `hasText`: some of the answer is there. */
export function pageFailure(failure: { code: FailureCode; values: Values }, hasText: boolean): PageFailure {
  const step = nextSteps[failure.code];
  const action = step === 'retry' ? 'retry' : step === null ? null : (pageActions[step] ?? null);
  return {
    code: failure.code,
    sentence: sentenceOf(failure),
    detail: detailOf(failure.code, hasText),
    nextStep: action === null ? null : { label: nextStepOf(failure.code), action },
  };
}
