import { describe, expect, it } from 'vitest';
import { fill, formatCount, formatMeasure } from './strings.ts';

describe('fill', () => {
  it('puts values in their places', () => {
    expect(fill('{0} of {1}', 3, 'four')).toBe('3 of four');
  });

  it('leaves a place without a value, and takes values literally', () => {
    expect(fill('{0} {1}', '{1} $&')).toBe('{1} $& {1}');
  });

  it('keeps a percent sign with its number', () => {
    expect(fill('Loading {0}, {1} %', 'm', 42)).toBe('Loading m, 42\u00a0%');
  });
});

describe('numbers', () => {
  it('shows one decimal below ten only', () => {
    expect([9.24, 0.5, 38.4, 9.97].map((value) => formatMeasure(value, 'en'))).toEqual(['9.2', '0.5', '38', '10']);
  });

  it('separates thousands as the language does', () => {
    expect([formatCount(5918, 'en'), formatCount(5918, 'de')]).toEqual(['5,918', '5.918']);
  });
});
