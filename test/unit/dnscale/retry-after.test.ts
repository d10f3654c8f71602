import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../functions/dnscale/retry-after.ts';
import { NOW } from '../../support/builders.ts';

function waitFor(retryAfter: string | undefined): number | undefined {
  return retryAfterMs(
    { kind: 'answer', url: 'https://api.test/zones', status: 429, text: '', retryAfter },
    NOW,
  );
}

describe('retryAfterMs', () => {
  it.each([
    ['2', 2_000],
    ['1.5', 1_500],
    [' 7 ', 7_000],
    ['Mon, 23 Nov 2026 06:00:30 GMT', 30_000],
  ])('reads %j', (text, ms) => {
    expect(waitFor(text)).toBe(ms);
  });

  it.each([
    ['0', 1_000],
    ['-1', 1_000],
    ['Mon, 23 Nov 2020 06:00:30 GMT', 1_000],
    ['10000000000', 86_400_000],
    [`${'9'.repeat(400)}`, 86_400_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 86_400_000],
  ])('keeps %j between a second and a day', (text, ms) => {
    expect(waitFor(text)).toBe(ms);
  });

  it.each(['', 'soon', '5, 10', '1e10', '0x10', 'NaN', '2026-11-23', 'Mon, nonsense GMT'])(
    'ignores %j',
    (text) => {
      expect(waitFor(text)).toBeUndefined();
    },
  );

  it('has nothing to read without an answer or without the header', () => {
    expect(waitFor(undefined)).toBeUndefined();
    expect(retryAfterMs({ kind: 'silence', url: 'https://api.test/', reason: 'none' }, NOW)).toBeUndefined();
  });
});
