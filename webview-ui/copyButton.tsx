import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { usePage } from './page.ts';

/** How long a button says that it has copied, in ms. */
const feedbackTime = 2000;

type CopyButtonProps = { label: string; copied: string; text: () => string };

/** The extension copies: a webview may not reach the clipboard by itself. */
export function CopyButton({ label, copied, text }: CopyButtonProps): VNode {
  const page = usePage();
  const isCopied = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = (): void => {
    page.post({ kind: 'copy', text: text() });
    page.announce(copied);
    isCopied.value = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      isCopied.value = false;
    }, feedbackTime);
  };
  return (
    <button
      type="button"
      class={isCopied.value ? 'icon-button copied' : 'icon-button'}
      aria-label={isCopied.value ? copied : label}
      title={isCopied.value ? copied : label}
      onClick={copy}
    >
      <Icon name={isCopied.value ? 'check' : 'copy'} />
      {isCopied.value && <span aria-hidden="true">{copied}</span>}
    </button>
  );
}
