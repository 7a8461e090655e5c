import type { PromptPart } from '../protocol/workerApi.ts';
import type { CompletionOptions } from './engine.ts';
import { rules } from './filters/filter.ts';
import { endings, reasons, type ContextEntry, type Outcome, type Suggestion, type Trace } from './outcome.ts';

/** One request for a suggestion and what became of it. Holds source text, so it stays in memory. */
export type Story = {
  outcome: Outcome;
  /** `src/http/client.ts:18`, counted from 1. */
  place: string;
  /** `14:02:11` */
  time: string;
  trigger: 'automatic' | 'manual';
  options: CompletionOptions;
};

/** The newest request and the twelve before it. */
const keptStories = 13;

export class CompletionHistory {
  #stories: Story[] = [];

  add(story: Story): void {
    this.#stories = [story, ...this.#stories].slice(0, keptStories);
  }

  /** The whole story of the last request, and a line about each before it, as a Markdown document. */
  explain(): string {
    const [last, ...earlier] = this.#stories;
    if (!last) return '# Last completion: none yet\n\nType in a file for which suggestions are on.\n';
    const lines = [`# Last completion: ${verdict(last.outcome)}          ${last.place}, ${last.time}`, ''];
    lines.push('Nothing was hidden from this page. It contains source text and is kept in memory only.', '');
    lines.push(...sections(last));
    if (earlier.length > 0) lines.push('## Earlier', '');
    for (const { outcome, place, time } of earlier) lines.push(`### ${time} ${place}: ${verdict(outcome)}`);
    return `${lines.join('\n').trimEnd()}\n`;
  }
}

const sources: Record<Suggestion['source'], string> = {
  model: 'shown',
  cache: 'shown, from memory: the same was asked before',
  typeThrough: 'shown, from memory: you are typing it',
  adopted: 'shown, from a request that was already running',
};

/** The title: what was shown, or why nothing was, in plain words. */
export function verdict(outcome: Outcome): string {
  if (outcome.kind === 'suggestion') return sources[outcome.source];
  const failure = outcome.failure ? ` (${outcome.failure.message})` : '';
  return `nothing shown: ${reasons[outcome.reason]}${failure}`;
}

function sections({ outcome, options, trigger }: Story): string[] {
  const { trace } = outcome;
  const row = (title: string, text: string): string => `## ${title.padEnd(23)} ${text}`;
  const lines: string[] = [];
  if (trace.endedBy) lines.push(row('Why it ended', `${endings[trace.endedBy]} (stop rule: ${trace.endedBy})`));
  if (trace.model !== null) lines.push(row('Where it ran', `${trace.model}, embedded, on this machine`));
  lines.push(row('Time', timeText(trace)));
  lines.push(row('Tokens', tokensText(trace)));
  if (trace.sections.length > 0) {
    const parts = trace.sections.map(({ name, tokens }) => `${name} ${tokens}`);
    lines.push(row('Layout', `${parts.join(' · ')} · what was typed since: the rest`));
  }
  if (trace.rawText !== '' || trace.rules.length > 0)
    lines.push(row('Filters', trace.rules.map(ruleText).join(' · ') || 'none changed it'));
  const { length, minimumDelayMs, inComments } = options;
  lines.push(
    row(
      'Settings that mattered',
      `length ${length} · minimumDelay ${minimumDelayMs} ms · inComments ${inComments ? 'on' : 'off'} · trigger ${trigger}`,
    ),
    '',
  );
  if (trace.context.length > 0) lines.push('## Context (frozen, in this order)', ...trace.context.map(contextText), '');
  if (trace.rawText !== '') lines.push('## What the model wrote', ...indented(trace.rawText), '');
  if (outcome.kind === 'suggestion') {
    const replaced = outcome.replaceAfter > 0 ? `, over ${outcome.replaceAfter} characters after the cursor` : '';
    lines.push(`## What was shown${replaced}`, ...indented(outcome.text), '');
  }
  if (trace.prompt)
    lines.push('## Prompt as sent', 'Special tokens stand in ‹ ›.', ...indented(promptText(trace.prompt)), '');
  return lines;
}

function ms(time: number): string {
  return `${Math.round(time)} ms`;
}

function timeText({ waitMs, promptMs, totalMs }: Trace): string {
  const text =
    promptMs === null
      ? ''
      : ` + prompt and first token ${ms(promptMs)} + text ${ms(Math.max(0, totalMs - waitMs - promptMs))}`;
  return `total ${ms(totalMs)} = wait ${ms(waitMs)}${text}`;
}

function tokensText({ promptTokens, reusedTokens, evaluatedTokens, generatedTokens, call }: Trace): string {
  const source = call === null ? '' : `; the text is from call ${call} of the model process`;
  return promptTokens === null
    ? `none: the model was not asked${source}`
    : `prompt ${promptTokens}: ${reusedTokens} reused, ${evaluatedTokens} evaluated; generated ${generatedTokens}; call ${call} of the model process`;
}

function ruleText(name: string): string {
  const known = Object.entries(rules).find(([id]) => id === name);
  return known ? known[1].what : name === 'breaksSyntax' ? 'cut where it would have broken the code' : name;
}

const whys: Record<string, string> = {
  recentEdit: 'edited lately',
  visited: 'visited lately',
  openFile: 'open in another tab',
  definition: 'definition of a name near the cursor',
  import: 'imported here',
};

function contextText({ path, fromLine, toLine, tokens, why }: ContextEntry, index: number): string {
  return `${String(index + 1).padStart(2)} ${String(tokens).padStart(5)} tokens  ${path}:${fromLine}–${toLine}   ${whys[why] ?? why}`;
}

function promptText(parts: PromptPart[]): string {
  return parts.map((part) => ('text' in part ? part.text : `‹${part.special}›`)).join('');
}

/** As a code block of Markdown that no text can end. */
function indented(text: string): string[] {
  return ['', ...text.split('\n').map((line) => `    ${line}`)];
}
