import type { ComponentChildren, VNode } from 'preact';
import { usePage } from '../page.ts';
import { fill } from '../strings.ts';
import { imagePlace } from './links.ts';

/**
 * A link without `href`, so that neither the webview host nor a middle click can follow it unasked:
 * the extension shows the address and asks.
 */
export function Link({ href, children }: { href: string; children?: ComponentChildren }): VNode {
  const page = usePage();
  const open = (): void => page.post({ kind: 'openLink', href });
  return (
    <a
      role="link"
      tabIndex={0}
      title={href}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key === 'Enter') open();
      }}
    >
      {children}
    </a>
  );
}

/** Images are never fetched: the page names them. */
export function ImageText({ alt, source }: { alt: string; source: string }): VNode {
  const strings = usePage().strings.value;
  const place = imagePlace(source);
  return (
    <span class="dim">{alt === '' ? fill(strings.imageWithoutText, place) : fill(strings.imageText, alt, place)}</span>
  );
}

/** A table wider than the view scrolls by itself, by keyboard too. */
export function ScrollTable({ children }: { children?: ComponentChildren }): VNode {
  return (
    <div class="table" role="region" aria-label={usePage().strings.value.table} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}
