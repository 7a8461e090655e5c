import * as vscode from 'vscode';

/** Asks before anything is opened: a link in an answer is the model's word, not the user's. Only http and https. */
export async function openLink(href: string): Promise<void> {
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return; // not an address: the page showed it as text already
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return;
  const lookAlike = url.hostname.split('.').some((label) => label.startsWith('xn--'))
    ? `\n${vscode.l10n.t('This address uses look-alike letters: {0}', url.hostname)}`
    : '';
  const open = vscode.l10n.t('Open');
  const copy = vscode.l10n.t('Copy');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Open this link in your browser?'),
    { modal: true, detail: `${url.host}\n${url.href}${lookAlike}` },
    open,
    copy,
  );
  if (chosen === open) await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
  if (chosen === copy) await vscode.env.clipboard.writeText(url.href);
}
