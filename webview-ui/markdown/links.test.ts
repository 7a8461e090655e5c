import { expect, it } from 'vitest';
import { imagePlace, linkTarget } from './links.ts';

it.each([
  'command:workbench.action.quit',
  'vscode://file/etc/passwd',
  'file:///etc/passwd',
  'data:text/html,x',
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  'vscode-webview-resource:x',
  'mailto:a@example.com',
  'src/client.ts',
  '#top',
  '//example.com/x',
  '',
])('does not follow %j', (href) => {
  expect(linkTarget(href)).toBeNull();
});

it('spells the address as it is requested', () => {
  expect(linkTarget('https://example.com/a b')).toBe('https://example.com/a%20b');
  expect(linkTarget('http://ex\u0430mple.com')).toMatch(/^http:\/\/xn--/);
});

it('does not follow an address longer than the extension takes', () => {
  expect(linkTarget(`https://example.com/${'a'.repeat(4096)}`)).toBeNull();
});

it('names an image by host and path', () => {
  expect(imagePlace('https://example.com/x.png?secret=1')).toBe('example.com/x.png');
  expect(imagePlace('data:image/png;base64,AAAA')).toBe('data:');
  expect(imagePlace('media/x.png')).toBe('media/x.png');
});
