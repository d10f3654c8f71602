import { describe, expect, it } from 'vitest';
import { ageInWords } from '../../../../functions/engine/dns/older-than.ts';

describe('ageInWords', () => {
  it.each([
    ['30m', '30 minutes'],
    ['1h', '1 hour'],
    ['6h', '6 hours'],
    ['1d', '1 day'],
    ['365d', '365 days'],
  ])('reads %s as %s', (text, words) => {
    expect(ageInWords(text)).toBe(words);
  });

  it.each(['', '0d', '-1d', '1', 'd', '1w', '1.5h', '1 d', '01d', '99999d', '1d1h', '1D'])(
    'fails for "%s"',
    (text) => {
      expect(ageInWords(text)).toBeUndefined();
    },
  );
});
