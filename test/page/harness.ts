/** Opens the built chat page in a headless browser, with the editor's part played by a recorder of messages. */
import { build } from 'esbuild';
import type { ChatPageState, FromChatPage, ToChatPage } from '../../src/protocol/chatPage.ts';
import { browserPath, chromium, type Browser, type Page } from './browser.ts';
import themes from './themes.json' with { type: 'json' };

export { themes };
export type ThemeName = keyof typeof themes;

declare global {
  interface Window {
    /** What the page has sent to the extension. */
    posted: FromChatPage[];
  }
}

const origin = 'https://page.test';

/** The host page as the extension writes it, with the same policy. */
const hostPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Hearth</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-test'; style-src ${origin}; font-src ${origin}; img-src ${origin}">
<link rel="stylesheet" href="${origin}/chat.css"></head>
<body><main id="root" class="view"></main><script nonce="test" src="${origin}/chat.js"></script></body></html>`;

export type OpenOptions = { theme?: ThemeName; width?: number; height?: number; state?: ChatPageState };

export class PageHarness {
  readonly #browser: Browser;
  readonly #files: Map<string, string>;

  private constructor(browser: Browser, files: Map<string, string>) {
    this.#browser = browser;
    this.#files = files;
  }

  static async launch(): Promise<PageHarness> {
    const root = new URL('../../', import.meta.url).pathname;
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: ['webview-ui/main.tsx', 'webview-ui/chat.css'],
      entryNames: 'chat',
      outdir: 'unused',
      write: false,
      bundle: true,
      minify: true,
      format: 'iife',
      target: 'chrome130',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    });
    const files = new Map(outputFiles.map((file) => [`/${file.path.split('/').at(-1)}`, file.text]));
    const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
    return new PageHarness(browser, files);
  }

  async open({ theme = 'dark', width = 480, height = 820, state }: OpenOptions = {}): Promise<OpenPage> {
    const page = await this.#browser.newPage({ viewport: { width, height } });
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.route(`${origin}/**`, (route) => {
      const path = new URL(route.request().url()).pathname;
      const contentType = path.endsWith('.js') ? 'text/javascript' : path.endsWith('.css') ? 'text/css' : 'text/html';
      return route.fulfill({ contentType, body: this.#files.get(path) ?? hostPage });
    });
    await page.addInitScript(playEditor, themes[theme]);
    await page.goto(`${origin}/`);
    const opened = new OpenPage(page, problems);
    if (state !== undefined) await opened.receive({ kind: 'state', state });
    return opened;
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

export class OpenPage {
  readonly page: Page;
  /** Errors the page has logged, refusals by the security policy among them. */
  readonly problems: string[];

  constructor(page: Page, problems: string[]) {
    this.page = page;
    this.problems = problems;
  }

  /** Hands a message to the page and waits until it is drawn. */
  async receive(message: ToChatPage): Promise<void> {
    await this.page.evaluate(async (data) => {
      window.dispatchEvent(new MessageEvent('message', { data }));
      for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    }, message);
  }

  async posted(): Promise<FromChatPage[]> {
    return this.page.evaluate(() => window.posted);
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

/** Runs in the page before its own script: what the editor gives a webview. */
function playEditor(theme: { bodyClass: string; variables: Record<string, string> }): void {
  const posted: FromChatPage[] = [];
  Object.assign(window, {
    posted,
    acquireVsCodeApi: () => ({ postMessage: (message: FromChatPage) => posted.push(message) }),
  });
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = theme.bodyClass;
    for (const [name, value] of Object.entries(theme.variables))
      document.documentElement.style.setProperty(name, value);
  });
}
