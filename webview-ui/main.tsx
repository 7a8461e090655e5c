import { render } from 'preact';
import type { FromChatPage } from '../src/protocol/chatPage.ts';
import { App } from './app.tsx';
import { ChatPage, PageContext } from './page.ts';

/** Given to a webview's scripts by the editor. */
declare function acquireVsCodeApi(): { postMessage: (message: FromChatPage) => void };

const page = new ChatPage(acquireVsCodeApi().postMessage, document.documentElement.lang || 'en');
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');

window.addEventListener('message', (event: MessageEvent<unknown>) => page.receive(event.data));
render(
  <PageContext.Provider value={page}>
    <App />
  </PageContext.Provider>,
  root,
);
page.post({ kind: 'ready' });
