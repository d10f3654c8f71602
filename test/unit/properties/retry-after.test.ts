import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pollAfterMsOf, retryAtOf } from '../../../functions/acme/retry-after.ts';
import { retryAfterMs } from '../../../functions/dnscale/retry-after.ts';
import { foreignText } from './foreign-text.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const header = fc.oneof(
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc.double().map(String),
  fc.nat({ max: 100_000 }).map(String),
  fc.constantFrom(
    '',
    '0',
    '-0',
    '00060',
    '1e3',
    '0x10',
    'Infinity',
    'NaN',
    '+5',
    '5, 10',
    '١٠',
    '9'.repeat(400),
  ),
  fc.date({ min: new Date(0), max: new Date('9999-12-31') }).map((date) => date.toUTCString()),
  fc.constantFrom(
    'Mon, 99 Foo 2026 99:99:99 GMT',
    'Mon, 23 Nov 2026 06:00:00 GMT',
    'Abc, 1 GMT',
    'Xyz,  GMT',
  ),
  foreignText(),
);
const now = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });

function answer(retryAfter: string | undefined) {
  return { kind: 'answer' as const, url: 'https://api.test/', status: 429, text: '', retryAfter };
}

describe('Retry-After with any text', () => {
  it('makes DNScale wait one second to one day, or says nothing', () => {
    fc.assert(
      fc.property(header, now, (text, at) => {
        const ms = retryAfterMs(answer(text), at);
        if (ms !== undefined) expect(ms >= 1_000 && ms <= DAY_MS).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('makes the CA’s next try come later than now and within seven days, or says nothing', () => {
    fc.assert(
      fc.property(header, now, (text, at) => {
        const ms = (retryAtOf(text, at)?.getTime() ?? at.getTime() + MINUTE_MS) - at.getTime();
        expect(ms > 0 && ms <= 7 * DAY_MS).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('makes the CA’s next poll come in a minute at most, or says nothing', () => {
    fc.assert(
      fc.property(header, now, (text, at) => {
        const ms = pollAfterMsOf(text, at) ?? 0;
        expect(ms >= 0 && ms <= MINUTE_MS).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read exactly where it is sensible', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 86_400 }), (seconds) => {
        const at = new Date('2026-11-23T06:00:00Z');
        const date = new Date(at.getTime() + seconds * 1_000).toUTCString();
        for (const text of [String(seconds), ` ${seconds} `, date]) {
          expect(retryAfterMs(answer(text), at)).toBe(seconds * 1_000);
          expect(retryAtOf(text, at)?.getTime()).toBe(at.getTime() + seconds * 1_000);
        }
      }),
    );
  });
});
