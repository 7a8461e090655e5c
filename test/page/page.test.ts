import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatPageState } from '../../src/protocol/chatPage.ts';
import { axeSource, browserPath } from './browser.ts';
import { PageHarness, themes, type OpenPage, type ThemeName } from './harness.ts';
import { answer, longCode, question, states } from './states.ts';

const answering: ChatPageState = {
  ...states.empty,
  isBusy: true,
  messages: [
    question('q', 'Why?'),
    answer('a', 'Because', { status: 'streaming', seconds: null, tokensPerSecond: null }),
  ],
};
const paragraphs = Array.from({ length: 60 }, (_, index) => `Paragraph ${index}, which says something.\n\n`).join('');

function distanceToEnd({ page }: OpenPage): Promise<number> {
  return page.locator('.log').evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
}

describe.skipIf(!existsSync(browserPath))('chat page', { timeout: 60_000 }, () => {
  let harness: PageHarness;
  beforeAll(async () => {
    harness = await PageHarness.launch();
  }, 60_000);
  afterAll(() => harness.close());

  async function withPage(state: ChatPageState, check: (opened: OpenPage) => Promise<void>): Promise<void> {
    const opened = await harness.open({ state });
    try {
      await check(opened);
      expect(opened.problems).toEqual([]);
    } finally {
      await opened.close();
    }
  }

  it('says that it is ready and draws nothing before the first state', async () => {
    const opened = await harness.open();
    expect(await opened.posted()).toEqual([{ kind: 'ready' }]);
    expect(await opened.page.locator('#root').innerHTML()).toBe('');
    await opened.close();
  });

  it('sends a question with Enter, not with Shift+Enter, and forgets the draft', async () => {
    await withPage(states.empty, async (opened) => {
      const box = opened.page.locator('textarea');
      await box.focus();
      await opened.page.keyboard.type('one');
      await opened.page.keyboard.press('Shift+Enter');
      await opened.page.keyboard.type('two');
      expect(await box.inputValue()).toBe('one\ntwo');
      await box.blur();
      await box.focus();
      await opened.page.keyboard.press('Enter');
      expect(await opened.posted()).toEqual([
        { kind: 'ready' },
        { kind: 'draft', text: 'one\ntwo' },
        { kind: 'ask', text: 'one\ntwo' },
        { kind: 'draft', text: '' },
      ]);
      expect(await box.inputValue()).toBe('');
    });
  });

  it('restores a draft once and then leaves the text to the user', async () => {
    await withPage({ ...states.empty, draft: 'kept' }, async (opened) => {
      const box = opened.page.locator('textarea');
      expect(await box.inputValue()).toBe('kept');
      await box.fill('typed');
      await opened.receive({ kind: 'state', state: { ...states.empty, draft: 'old' } });
      expect(await box.inputValue()).toBe('typed');
    });
  });

  it('cannot send nothing', async () => {
    await withPage(states.empty, async ({ page }) => {
      await page.locator('textarea').fill('  \n');
      expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    });
  });

  it('stops with Escape and with the button, and keeps what is being typed', async () => {
    await withPage(answering, async (opened) => {
      await opened.page.locator('textarea').fill('next');
      await opened.page.keyboard.press('Enter');
      await opened.page.keyboard.press('Escape');
      await opened.page.getByRole('button', { name: 'Stop' }).click();
      const sent = await opened.posted();
      expect(sent.filter(({ kind }) => kind === 'stop')).toHaveLength(2);
      expect(sent.some(({ kind }) => kind === 'ask')).toBe(false);
      expect(await opened.page.locator('textarea').inputValue()).toBe('next');
      expect(await opened.page.locator('textarea').evaluate((box) => box === document.activeElement)).toBe(true);
    });
  });

  it('appends what streams in', async () => {
    await withPage(answering, async (opened) => {
      await opened.receive({ kind: 'delta', id: 'a', text: ' it **must**.\n\nNext' });
      await opened.receive({ kind: 'delta', id: 'unknown', text: 'lost' });
      expect(await opened.page.locator('.prose p').allTextContents()).toEqual(['Because it must.', 'Next']);
    });
  });

  it('ignores messages of kinds it does not know', async () => {
    await withPage(answering, async ({ page }) => {
      await page.evaluate(() => {
        for (const data of [null, 'state', { kind: 'later' }, {}])
          window.dispatchEvent(new MessageEvent('message', { data }));
      });
      expect(await page.locator('.prose').textContent()).toBe('Because');
    });
  });

  it('follows the end until the user scrolls up, and again after Jump to latest', async () => {
    await withPage(answering, async (opened) => {
      await opened.receive({ kind: 'delta', id: 'a', text: `\n\n${paragraphs}` });
      await expect.poll(() => distanceToEnd(opened)).toBeLessThan(2);
      await opened.page.locator('.log').hover();
      await opened.page.mouse.wheel(0, -300);
      // The wheel scrolls by an animation; only its end is the user's place.
      await expect.poll(() => distanceToEnd(opened)).toBe(300);
      const jump = opened.page.getByRole('button', { name: 'Jump to latest' });
      expect(await jump.count()).toBe(0);
      await opened.receive({ kind: 'delta', id: 'a', text: paragraphs });
      await expect.poll(() => distanceToEnd(opened)).toBeGreaterThan(300);
      await jump.click();
      await expect.poll(() => distanceToEnd(opened)).toBeLessThan(2);
      await opened.receive({ kind: 'delta', id: 'a', text: paragraphs });
      await expect.poll(() => distanceToEnd(opened)).toBeLessThan(2);
    });
  });

  it('hands code and answers to the extension to copy or insert', async () => {
    await withPage(
      { ...states.empty, messages: [question('q', 'Why?'), answer('a', 'Do:\n```ts\nx < y\n```\n')] },
      async (opened) => {
        const button = (name: string): Promise<void> => opened.page.getByRole('button', { name, exact: true }).click();
        await button('Copy');
        await button('Insert at cursor');
        await button('Copy answer');
        await button('Try again');
        expect((await opened.posted()).slice(1)).toEqual([
          { kind: 'copy', text: 'x < y' },
          { kind: 'insertAtCursor', text: 'x < y' },
          { kind: 'copy', text: 'Do:\n```ts\nx < y\n```\n' },
          { kind: 'retry', id: 'a' },
        ]);
      },
    );
  });

  it('asks the extension to open links, and never goes anywhere itself', async () => {
    const text = '[web](https://example.com/x) [bad](command:quit) <img src="https://example.com/y.png" onerror="x()">';
    await withPage({ ...states.empty, messages: [question('q', 'Why?'), answer('a', text)] }, async (opened) => {
      const links = opened.page.getByRole('link');
      expect(await links.allTextContents()).toEqual(['web']);
      await links.click();
      await links.press('Enter');
      expect((await opened.posted()).slice(1)).toEqual([
        { kind: 'openLink', href: 'https://example.com/x' },
        { kind: 'openLink', href: 'https://example.com/x' },
      ]);
      expect(await opened.page.locator('.prose img').count()).toBe(0);
    });
  });

  it('folds long code when the answer is complete', async () => {
    const code = `\`\`\`ts\n${longCode}\n\`\`\`\n`;
    const streaming = {
      ...answering,
      messages: [question('q', 'Why?'), answer('a', code, { status: 'streaming' as const })],
    };
    await withPage(streaming, async (opened) => {
      const lines = async (): Promise<number> =>
        ((await opened.page.locator('pre').textContent()) ?? '').split('\n').length;
      expect(await lines()).toBe(110);
      await opened.receive({
        kind: 'state',
        state: { ...streaming, isBusy: false, messages: [question('q', 'Why?'), answer('a', code)] },
      });
      expect(await lines()).toBe(24);
      await opened.page.getByRole('button', { name: 'Show 86 more lines' }).click();
      expect(await lines()).toBe(110);
    });
  });

  it('tells a screen reader the stages, not the words', async () => {
    await withPage(states.empty, async (opened) => {
      const said = (): Promise<string | null> => opened.page.locator('[aria-live=polite]').textContent();
      const waiting = answer('a', '', { status: 'waiting' });
      await opened.receive({ kind: 'state', state: { ...answering, messages: [question('q', 'Why?'), waiting] } });
      expect(await said()).toBe('Sent.');
      await opened.receive({ kind: 'state', state: answering });
      expect(await said()).toBe('Answering.');
      await opened.receive({ kind: 'delta', id: 'a', text: ' it must. More.' });
      expect(await said()).toBe('Answering.');
      const complete = [question('q', 'Why?'), answer('a', 'Because it must. More.')];
      await opened.receive({ kind: 'state', state: { ...states.empty, messages: complete } });
      expect(await said()).toBe('Answer complete. Because it must.');
    });
  });

  it('offers the next step of a failure', async () => {
    await withPage(states.failed, async (opened) => {
      await opened.page.getByRole('button', { name: 'Try Again', exact: true }).click();
      await opened.page.getByRole('button', { name: 'Choose a Model' }).click();
      expect((await opened.posted()).slice(1)).toEqual([
        { kind: 'retry', id: 'a1' },
        { kind: 'action', action: 'chooseChatModel' },
      ]);
    });
  });

  it('goes from message to message with Ctrl+Up and Ctrl+Down', async () => {
    await withPage(states.conversation, async ({ page }) => {
      const focused = (): Promise<string | null> =>
        page.evaluate(() => document.activeElement?.textContent?.slice(0, 9) ?? null);
      await page.locator('.log').focus();
      await page.keyboard.press('Control+ArrowUp');
      expect(await focused()).toBe('The fake ');
      await page.keyboard.press('Control+ArrowUp');
      expect(await focused()).toBe('Write a t');
      await page.keyboard.press('Control+ArrowDown');
      expect(await focused()).toBe('The fake ');
    });
  });

  it.each(Object.keys(states))('is accessible and fits: %s', async (name) => {
    const state = Object.entries(states).find(([key]) => key === name)?.[1];
    const axe = readFileSync(axeSource, 'utf8');
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies ThemeName[]) {
      expect(themes[theme].bodyClass).toContain('vscode-');
      for (const width of [220, 480]) {
        const opened = await harness.open({ theme, width, height: 600, ...(state === undefined ? {} : { state }) });
        await opened.page.evaluate(axe);
        const violations = await opened.page.evaluate(async () => {
          // The page's own viewport is the editor's.
          const { violations: found } = await window.axe.run(document, {
            rules: { 'meta-viewport': { enabled: false } },
          });
          return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        });
        expect(violations, `${theme} ${width}`).toEqual([]);
        const tooWide = await opened.page.evaluate(
          () =>
            [...document.querySelectorAll('.view, .log, .composer')].filter(
              (part) => part.scrollWidth > part.clientWidth,
            ).length,
        );
        expect(tooWide, `${theme} ${width}`).toBe(0);
        expect(opened.problems).toEqual([]);
        await opened.close();
      }
    }
  });
});
