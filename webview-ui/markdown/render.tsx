import { Fragment, h, type ComponentChildren } from 'preact';
import { CodeBlock } from '../codeBlock.tsx';
import { ImageText, Link, ScrollTable } from './elements.tsx';
import { readFenceInfo } from './fenceInfo.ts';
import { linkTarget } from './links.ts';
import type { Token } from './parser.ts';
import { inlineText } from './plainText.ts';

/** Elements that Markdown may make; any other tag a token names is drawn as its content alone. */
const plainTags = new Set(['p', 'ul', 'blockquote', 'li', 'thead', 'tbody', 'tr', 'em', 'strong', 's']);

/** Tokens as elements. Nothing in them is ever read as HTML, and no attribute but those named here is set. */
export function renderTokens(tokens: Token[]): ComponentChildren[] {
  return renderUntilClose(tokens, { index: 0 });
}

type Position = { index: number };

function renderUntilClose(tokens: Token[], at: Position): ComponentChildren[] {
  const children: ComponentChildren[] = [];
  while (at.index < tokens.length) {
    const token = tokens[at.index++];
    if (token === undefined || token.nesting === -1) break;
    children.push(
      token.nesting === 1 ? renderElement(token, renderUntilClose(tokens, at)) : renderLeaf(token, children.length),
    );
  }
  return children;
}

function renderElement(token: Token, children: ComponentChildren[]): ComponentChildren {
  if (token.hidden) return h(Fragment, {}, ...children);
  if (plainTags.has(token.tag)) return h(token.tag, {}, ...children);
  switch (token.type) {
    case 'heading_open':
      // The only h1 is the page's own.
      return h(`h${Math.min(6, Number(token.tag.slice(1)) + 1)}`, {}, ...children);
    case 'ordered_list_open':
      return h('ol', { start: Number(token.attrGet('start') ?? 1) }, ...children);
    case 'table_open':
      return h(ScrollTable, {}, ...children);
    case 'th_open':
    case 'td_open':
      return h(token.tag, alignment(token), ...children);
    case 'link_open':
      return renderLink(String(token.attrGet('href') ?? ''), children);
    default:
      return h(Fragment, {}, ...children);
  }
}

function renderLink(href: string, children: ComponentChildren[]): ComponentChildren {
  const target = linkTarget(href);
  return target === null ? h(Fragment, {}, ...children) : h(Link, { href: target }, ...children);
}

function renderLeaf(token: Token, key: number): ComponentChildren {
  switch (token.type) {
    case 'inline':
      return h(Fragment, {}, ...renderTokens(token.children ?? []));
    case 'code_inline':
      return <code>{token.content}</code>;
    case 'softbreak':
      return '\n';
    case 'hardbreak':
      return <br />;
    case 'hr':
      return <hr />;
    case 'image':
      return <ImageText alt={inlineText(token.children ?? [])} source={String(token.attrGet('src') ?? '')} />;
    case 'fence':
    case 'code_block':
      return <CodeBlock key={`code${key}`} {...readFenceInfo(token.info)} text={token.content.replace(/\n$/, '')} />;
    default:
      return token.content;
  }
}

/** markdown-it gives a column's alignment as a style text, which the page's security policy would refuse. */
function alignment(token: Token): { class?: string } {
  const side = /text-align:\s*(left|center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1];
  return side === undefined ? {} : { class: side };
}
