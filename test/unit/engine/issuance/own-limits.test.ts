import { describe, expect, it } from 'vitest';
import {
  countFailedValidations,
  countIssuance,
  expectWithinLimits,
  type LimitedOrder,
} from '../../../../functions/engine/issuance/own-limits.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';

const NOW = new Date('2026-11-23T06:00:00Z');
const NAMES = ['example.com', '*.example.com'];

/** Days before NOW. */
function issuancesOf(days: number[], changes: { exempt?: boolean; domainNames?: string[] } = {}) {
  return Object.fromEntries(
    days.map((day) => [
      `v${day}`,
      { at: new Date(NOW.getTime() - day * 86_400_000), domainNames: NAMES, exempt: false, ...changes },
    ]),
  );
}

/** Minutes before NOW. */
const failuresOf = (minutes: number[]) => minutes.map((minute) => new Date(NOW.getTime() - minute * 60_000));

function judge(
  counted: Pick<CertificateState, 'issuances' | 'failedValidations'>,
  order: Partial<LimitedOrder> = {},
) {
  return () =>
    expectWithinLimits(
      { certificateName: 'example.com', domainNames: NAMES, exempt: false, forced: false, ...order },
      counted,
      NOW,
    );
}

describe('expectWithinLimits', () => {
  it('lets the fourth certificate of a week through, and the fifth not before the first is a week old', () => {
    expect(judge({ issuances: issuancesOf([1, 2, 3]) })).not.toThrow();
    expect(judge({ issuances: issuancesOf([0, 1, 2, 6]) })).toThrow(
      expect.objectContaining({
        code: 'acme-rate-limited',
        disposition: 'not-before',
        retryAt: new Date('2026-11-24T06:00:00Z'),
      }),
    );
  });

  it('waits until fewer than four are left in the week, however many a person has forced', () => {
    expect(judge({ issuances: issuancesOf([0, 1, 2, 3, 4, 5]) })).toThrow(
      expect.objectContaining({ retryAt: new Date('2026-11-27T06:00:00Z') }),
    );
  });

  it('counts the exact set of names in any order, and only that', () => {
    expect(judge({ issuances: issuancesOf([1, 2, 3, 4], { domainNames: [...NAMES].reverse() }) })).toThrow();
    expect(judge({ issuances: issuancesOf([1, 2, 3, 4], { domainNames: ['example.com'] }) })).not.toThrow();
  });

  it('counts neither those of the CA’s own advice nor those older than a week', () => {
    expect(judge({ issuances: issuancesOf([1, 2, 3, 4], { exempt: true }) })).not.toThrow();
    expect(judge({ issuances: issuancesOf([7, 8, 9, 10]) })).not.toThrow();
  });

  it.each([{ exempt: true }, { forced: true, unlimited: true }])(
    'lets an order through that is %o',
    (order) => {
      expect(judge({ issuances: issuancesOf([0, 1, 2, 3]) }, order)).not.toThrow();
    },
  );

  it('refuses a certificate that a request asks for above the limit, in words for a person and without a time to wait for', () => {
    expect(judge({ issuances: issuancesOf([0, 1, 2]) }, { forced: true })).not.toThrow();
    expect(judge({ issuances: issuancesOf([0, 1, 2, 6]) }, { forced: true })).toThrow(
      expect.objectContaining({
        code: 'acme-rate-limited',
        disposition: 'person',
        retryAt: undefined,
        message: expect.stringContaining('ask again after 2026-11-24T06:00:00.000Z'),
      }),
    );
  });

  it('fails after three failed validations of one name within an hour, even for an order that is forced', () => {
    const failedValidations = { '*.example.com': failuresOf([59, 30, 1]) };

    expect(judge({ failedValidations }, { forced: true, unlimited: true, exempt: true })).toThrow(
      expect.objectContaining({
        code: 'acme-rate-limited',
        retryAt: new Date('2026-11-23T06:01:00Z'),
        message: expect.stringContaining('*.example.com was not validated 3 times'),
      }),
    );
  });

  it('passes over failures of other names, and those an hour old', () => {
    expect(
      judge({
        failedValidations: {
          'other.example.com': failuresOf([1, 2, 3]),
          'example.com': failuresOf([60, 2, 1]),
        },
      }),
    ).not.toThrow();
  });
});

describe('countIssuance', () => {
  it('keeps those of the last week and adds the new one', () => {
    const issuance = { at: NOW, domainNames: NAMES, exempt: true };

    const counted = countIssuance(issuancesOf([1, 7]), 'v-new', issuance);

    expect(Object.keys(counted)).toEqual(['v1', 'v-new']);
    expect(counted['v-new']).toEqual(issuance);
  });
});

describe('countFailedValidations', () => {
  it('adds one for each name, and forgets those an hour old', () => {
    const failures = { 'a.example.com': failuresOf([61]), 'b.example.com': failuresOf([59, 60]) };

    expect(countFailedValidations(failures, ['b.example.com', 'c.example.com'], NOW)).toEqual({
      'b.example.com': [...failuresOf([59]), NOW],
      'c.example.com': [NOW],
    });
  });
});
