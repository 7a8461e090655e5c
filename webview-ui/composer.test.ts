import { expect, it } from 'vitest';
import { isSendKey } from './composer.tsx';

const enter = { key: 'Enter', shiftKey: false, altKey: false, isComposing: false, keyCode: 13 };

it('sends on Enter, not on Shift+Enter', () => {
  expect(isSendKey(enter)).toBe(true);
  expect(isSendKey({ ...enter, shiftKey: true })).toBe(false);
  expect(isSendKey({ ...enter, key: 'a' })).toBe(false);
});

it('leaves the Enter that ends a composed word alone', () => {
  expect(isSendKey({ ...enter, isComposing: true })).toBe(false);
  expect(isSendKey({ ...enter, keyCode: 229 })).toBe(false);
});
