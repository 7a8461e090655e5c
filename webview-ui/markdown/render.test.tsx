import { Fragment, isValidElement, type ComponentChildren, type VNode } from 'preact';
import { describe, expect, it } from 'vitest';
import { CodeBlock } from '../codeBlock.tsx';
import { ImageText, Link, ScrollTable } from './elements.tsx';
import { parseMarkdown } from './parser.ts';
import { renderTokens } from './render.tsx';

const componentNames = new Map<unknown, string>([
  [CodeBlock, 'CodeBlock'],
  [ImageText, 'ImageText'],
  [Link, 'Link'],
  [ScrollTable, 'ScrollTable'],
]);

/** A tree as text; components are not entered, so neither a page nor a document is needed. */
function show(node: ComponentChildren): string {
  if (Array.isArray(node)) return node.map(show).join('');
  if (!isValidElement(node)) return typeof node === 'string' ? node : '';
  const { type, props } = node as VNode<{ children?: ComponentChildren }>;
  const { children, ...rest } = props;
  const inner = show(children);
  if (type === Fragment) return inner;
  const name = typeof type === 'string' ? type : (componentNames.get(type) ?? '?');
  const attributes = Object.entries(rest).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
  return `<${name}${attributes.join('')}>${inner}</${name}>`;
}

function render(source: string): string {
  return show(renderTokens(parseMarkdown(source, {})));
}

describe('renderTokens', () => {
  it('draws prose', () => {
    expect(render('# A\n\nb *c* **d** ~~e~~ `f`\ng\\\nh')).toBe(
      '<h2>A</h2><p>b <em>c</em> <strong>d</strong> <s>e</s> <code>f</code>\ng<br></br>h</p>',
    );
  });

  it('draws lists, tight ones without paragraphs', () => {
    expect(render('3. a\n4. b\n   - c')).toBe('<ol start=3><li>a</li><li>b<ul><li>c</li></ul></li></ol>');
    expect(render('- a\n\n- b')).toBe('<ul><li><p>a</p></li><li><p>b</p></li></ul>');
  });

  it('draws tables with classes for alignment, never styles', () => {
    expect(render('a | b\n--|-:\n1 | 2')).toBe(
      '<ScrollTable><thead><tr><th>a</th><th class="right">b</th></tr></thead>' +
        '<tbody><tr><td>1</td><td class="right">2</td></tr></tbody></ScrollTable>',
    );
  });

  it('draws quotes and rules', () => {
    expect(render('> a\n\n---')).toBe('<blockquote><p>a</p></blockquote><hr></hr>');
  });

  it('gives code to its component, without the last line end', () => {
    expect(render('```ts src/a.ts\na < b\n```\n')).toBe(
      '<CodeBlock language="ts" path="src/a.ts" text="a < b"></CodeBlock>',
    );
    expect(render('    x')).toBe('<CodeBlock language="" path="" text="x"></CodeBlock>');
  });

  it('shows HTML as text', () => {
    expect(render('<img src=x onerror=alert(1)>\n\na <b>c</b> &lt;d&gt;')).toBe(
      '<p><img src=x onerror=alert(1)></p><p>a <b>c</b> <d></p>',
    );
    expect(renderTokens(parseMarkdown('<script>x</script>', {}))).toMatchObject([
      { type: 'p', props: { children: { props: { children: '<script>x</script>' } } } },
    ]);
  });

  it('links web addresses and shows other targets as text', () => {
    expect(render('[a](https://example.com/x)')).toBe('<p><Link href="https://example.com/x">a</Link></p>');
    expect(render('<https://example.com>')).toBe('<p><Link href="https://example.com/">https://example.com</Link></p>');
    for (const target of [
      'command:quit',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'data:text/html,x',
      'vscode:x',
    ]) {
      expect(render(`[a *b*](${target})`)).toBe('<p>a <em>b</em></p>');
    }
  });

  it('names images and fetches none', () => {
    expect(render('![alt *x*](https://example.com/x.png)')).toBe(
      '<p><ImageText alt="alt x" source="https://example.com/x.png"></ImageText></p>',
    );
  });

  it('makes only elements from its own list, whatever the text', () => {
    const hostile =
      '[a]: javascript:alert(1)\n[a] ![b][a]\n\n|<td style=x>|\n|:-:|\n|`|`|\n\n```" onclick="x\ny\n```\n';
    const made = new Set(Array.from(render(hostile).matchAll(/<\/(\w+)>/g), ([, name]) => name));
    expect(made).toEqual(new Set(['CodeBlock', 'ImageText', 'ScrollTable', 'p', 'tbody', 'td', 'th', 'thead', 'tr']));
    expect(render(hostile)).not.toMatch(/<\w+[^>]* (style|href|on\w+)="/);
  });
});
