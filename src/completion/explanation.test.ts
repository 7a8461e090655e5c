import { expect, test } from 'vitest';
import { sleep } from '../base/abort.ts';
import { silentLog } from '../base/log.ts';
import { fakeRuntime } from '../runtimes/testing/fakeRuntime.ts';
import { CompletionEngine, type CompletionOptions } from './engine.ts';
import { CompletionHistory } from './explanation.ts';
import type { Snapshot } from './snapshot.ts';
import { at } from './testing/at.ts';
import { testProfile } from './testing/profile.ts';

const options: CompletionOptions = { length: 'block', minimumDelayMs: 0, inComments: true };
const signal = new AbortController().signal;

async function explained(answers: string[], ...snapshots: Snapshot[]): Promise<string> {
  const model = { path: '/m.gguf', name: 'm', fim: testProfile, sizeBytes: 5e9 };
  const runtime = fakeRuntime({ answers });
  let clock = 0;
  const engine = new CompletionEngine({ runtime, model: () => model, now: () => (clock += 20), sleep, log: silentLog });
  const history = new CompletionHistory();
  for (const snapshot of snapshots) {
    const outcome = await engine.suggest(snapshot, options, signal);
    history.add({ outcome, place: 'a.ts:2', time: '14:02:11', trigger: snapshot.trigger, options });
  }
  return history.explain();
}

test('the whole story of a suggestion', async () => {
  const prepared = at('let x = 1;\nlet y = █;\n');
  expect(await explained(['x + 1;\nmore'], prepared)).toMatchInlineSnapshot(`
    "# Last completion: shown          a.ts:2, 14:02:11

    Nothing was hidden from this page. It contains source text and is kept in memory only.

    ## Why it ended            the line was complete (stop rule: line)
    ## Where it ran            m, embedded, on this machine
    ## Time                    total 120 ms = wait 0 ms + prompt and first token 10 ms + text 110 ms
    ## Tokens                  prompt 100: 99 reused, 1 evaluated; generated 4; call 1 of the model process
    ## Layout                  context 0 · prefix 0 · suffix 1 · what was typed since: the rest
    ## Filters                 ends as the rest of the line
    ## Settings that mattered  length block · minimumDelay 0 ms · inComments on · trigger automatic

    ## What the model wrote

        x + 1;
        more

    ## What was shown

        x + 1

    ## Prompt as sent
    Special tokens stand in ‹ ›.

        ‹<PRE>›‹<SUF>›;
        ‹<MID>›let x = 1;
        let y =
    "
  `);
});

test('a silence has its reason as the title, and what was before it a line each', async () => {
  const text = await explained([''], at('a\n█'), at('b\n█'));
  expect(text).toContain('# Last completion: nothing shown: the model gave an empty answer');
  expect(text).toContain('## Earlier\n\n### 14:02:11 a.ts:2: nothing shown: the model gave an empty answer');
});

test('before the first request it says what to do', () => {
  expect(new CompletionHistory().explain()).toContain('Type in a file');
});
