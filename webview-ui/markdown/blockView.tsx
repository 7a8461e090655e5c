import { Fragment, h, type ComponentChild, type VNode } from 'preact';
import type { Token } from './parser.ts';
import { renderTokens } from './render.tsx';

export function BlockView({ tokens }: { tokens: Token[] }): VNode {
  return h(Fragment, {}, ...renderTokens(tokens));
}

export function BlockGroup({ elements }: { elements: ComponentChild[] }): VNode {
  return <>{elements}</>;
}
