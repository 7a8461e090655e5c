/** States of the chat page, as the extension would send them. */
import type { ChatPageState, PageAnswer, PageMessage } from '../../src/protocol/chatPage.ts';
import { chatStrings } from '../../src/protocol/chatStrings.ts';

const base: ChatPageState = {
  strings: chatStrings,
  model: { name: 'qwen2.5-coder:7b', isStarter: false },
  loadingPercent: null,
  isBusy: false,
  messages: [],
  firstSentId: null,
  draft: '',
  contextUse: null,
};
const starter = { name: 'Starter', isStarter: true };

export function question(id: string, text: string): PageMessage {
  return { role: 'user', id, text };
}

export function answer(id: string, text: string, more: Partial<PageAnswer> = {}): PageAnswer {
  return {
    role: 'assistant',
    id,
    text,
    status: 'complete',
    model: 'qwen2.5-coder:7b',
    seconds: 9.2,
    tokensPerSecond: 38.4,
    failure: null,
    ...more,
  };
}

export const longCode = Array.from({ length: 110 }, (_, line) => `  const value${line} = compute(${line}, "a");`).join(
  '\n',
);

const retryAnswer = `\`request\` throws on every status above 399, so a 503 never reaches the loop. Retry only what can *succeed later*, and wait **longer each time**:

\`\`\`ts src/http/client.ts
for (let attempt = 0; ; attempt++) {
  const response = await fetch(url, { signal });
  if (response.ok) return response;
  if (!retryable.has(response.status) || attempt === 4) throw new HttpError(response.status, url);
  await sleep(200 * 2 ** attempt, signal); // 0.2 s to 1.6 s
}
\`\`\`

1. Only 429, 502, 503 and 504 are worth a second try.
2. \`sleep\` takes the signal, so a cancelled request stops waiting at once.
   - A nested point, with a [link](https://example.com/back-off?x=1).
`;

const everything = `# Heading one
## Heading two
Some text with <b>HTML</b>, ~~struck~~ words, a [command](command:workbench.action.quit) and an ![image](https://example.com/x.png).

> A quote of one line.
>
> And another.

| Status | Meaning | Retry |
|:--|:-:|--:|
| 429 | Too many requests, wait for as long as the header Retry-After says | 1 |
| 503 | Unavailable | 200 |

---

- one
- two

  with a paragraph
  \`\`\`
  code in a list
  \`\`\`

\`\`\`json
{ "a": 1 }
\`\`\`
`;

const why = question('q1', 'Why does this give up after the first 503, and how do I add a retry?');
const lost = {
  code: 'connectionLost',
  sentence: 'The connection to the model process was lost; the answer above is incomplete.',
  detail: 'Your question is kept.',
  nextStep: { label: 'Try Again', action: 'retry' },
} as const;
const noModel = {
  code: 'modelNotChosen',
  sentence: 'No model is chosen for chat.',
  detail: '',
  nextStep: { label: 'Choose a Model', action: 'chooseChatModel' },
} as const;

export const states = {
  empty: base,
  starter: { ...base, model: starter, contextUse: { used: 0, size: 8192 } },
  noModel: { ...base, model: null },
  emptyLoading: { ...base, loadingPercent: 17 },
  loading: {
    ...base,
    loadingPercent: 42,
    isBusy: true,
    messages: [why, answer('a1', '', { status: 'waiting', seconds: null, tokensPerSecond: null })],
    contextUse: { used: 1204, size: 8192 },
  },
  conversation: {
    ...base,
    isBusy: true,
    messages: [
      why,
      answer('a1', retryAnswer),
      question('q2', 'Write a test that it stops waiting when aborted.'),
      answer('a2', 'The fake clock never advances, so the test can only pass if the abort itself ends the', {
        status: 'streaming',
        seconds: null,
        tokensPerSecond: null,
      }),
    ],
    contextUse: { used: 5918, size: 8192 },
  },
  everything: { ...base, messages: [why, answer('a1', everything)], contextUse: { used: 7640, size: 8192 } },
  ended: {
    ...base,
    model: starter,
    draft: 'A draft\nof three\nlines',
    messages: [
      why,
      answer('a1', 'It gives up because', { status: 'stopped', model: 'Starter' }),
      question('q2', 'Go on.\n\n  With indented text'),
      answer('a2', `A long piece:\n\n\`\`\`ts\n${longCode}\n\`\`\`\n`, { model: 'Starter' }),
    ],
    contextUse: { used: 412, size: 8192 },
  },
  trimmed: {
    ...base,
    firstSentId: 'q2',
    messages: [why, answer('a1', 'Because.'), question('q2', 'And now?'), answer('a2', 'Now too.')],
  },
  failed: {
    ...base,
    messages: [
      why,
      answer('a1', 'It throws on every status above 399, so a 503 never', { status: 'incomplete', failure: lost }),
      question('q2', 'Now compare all the files in src/http.'),
      answer('a2', '', { status: 'failed', failure: noModel, seconds: null, tokensPerSecond: null }),
    ],
    contextUse: { used: 7640, size: 8192 },
  },
} satisfies Record<string, ChatPageState>;
