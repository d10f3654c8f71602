import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOutChecks } from '../../../../functions/engine/renewal/share-out-checks.ts';
import { NOW } from '../../../support/builders.ts';
import { aDueCertificate, FAILED_MS, type Given, TICK_MS } from './due-certificates.ts';

function sharedOut(given: Record<string, Given>, limits: { renewals?: number; checks?: number } = {}) {
  const due = Object.entries(given).map(([name, row]) => aDueCertificate(name, row));
  return shareOutChecks(
    due,
    { renewals: 10, checks: 10, failedMs: FAILED_MS, tickMs: TICK_MS, ...limits },
    NOW,
  );
}

describe('shareOutChecks', () => {
  it.each<[string, Given]>([
    ['was never issued', {}],
    ['has failed', { old: 100, left: 2_060, replaceIn: 1_400, failed: [1, 1] }],
    ['is about to expire', { old: 1_900, left: 260, replaceIn: 1_400 }],
    ['was revoked', { old: 100, left: 2_060, replaceIn: -1 }],
    ['is in the CA’s window of 43 h', { old: 1_420, left: 740, replaceIn: 42 }],
    ['is in the CA’s window of 3.2 h', { old: 79, left: 81, replaceIn: 3 }],
    ['is behind the CA’s window', { old: 1_500, left: 660, replaceIn: -1 }],
    ['has a third of its life left, without advice', { old: 1_441, left: 719 }],
    ['has half of its short life left, without advice', { old: 81, left: 79 }],
    ['has a third left, with advice on an earlier certificate', { old: 1_441, left: 719, replaceIn: -1_500 }],
  ])('takes for a renewal one that %s', (_, given) => {
    expect(sharedOut({ one: given })).toEqual({ renewals: ['one'], others: [] });
  });

  it.each<[string, Given]>([
    ['in the middle of its life', { old: 700, left: 1_460, replaceIn: 760 }],
    ['long before its window', { old: 1_300, left: 860, replaceIn: 165 }],
    ['without advice', { old: 1_400, left: 760 }],
    ['of 160 h, long before its window', { old: 70, left: 90, replaceIn: 11.6 }],
  ])('takes for one of the others one that is %s', (_, given) => {
    expect(sharedOut({ one: given })).toEqual({ renewals: [], others: ['one'] });
  });

  it('takes of the others those first that have waited longest, whatever life they have left', () => {
    const young = { old: 200, left: 1_960 };

    const { others } = sharedOut(
      { b: { ...young, waited: 2 }, c: { old: 1_000, left: 1_160, waited: 1 }, a: { ...young, waited: 3 } },
      { checks: 2 },
    );

    expect(others).toEqual(['a', 'b']);
  });

  it('takes those around their window that no room was left for behind the others, the longest due first', () => {
    const other = { old: 200, left: 1_960 };
    const around = (waited: number) => ({ old: 79, left: 81, replaceIn: 3, waited });
    const given = {
      ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`o${index}`, other])),
      first: { old: 82, left: 78, replaceIn: 1 },
      a: around(1),
      b: around(3),
      c: around(2),
    };

    const { renewals, others } = sharedOut(given, { renewals: 1, checks: 20 });

    expect(renewals).toEqual(['first']);
    expect(others).toHaveLength(20);
    expect(others.slice(17)).toEqual(['o17', 'b', 'c']);
  });

  it.each<[string, Given]>([
    ['was never issued', {}],
    ['is about to expire', { old: 1_900, left: 260, replaceIn: 1_400 }],
    ['was revoked', { old: 100, left: 2_060, replaceIn: -1 }],
  ])('has one that %s wait for room among the renewals', (_, given) => {
    const { renewals, others } = sharedOut({ a: given, b: given }, { renewals: 1, checks: 20 });

    expect({ renewals: renewals.length, others }).toEqual({ renewals: 1, others: [] });
  });

  it('takes failures that no room was left for behind the others, in at most a tenth of their places', () => {
    const other = { old: 200, left: 1_960 };
    const failed = { old: 1_900, left: 260, failed: [2, 0] as [number, number] };
    const numbered = (letter: string, count: number, row: Given) =>
      Array.from({ length: count }, (_, index): [string, Given] => [`${letter}${index}`, row]);
    const few = [...numbered('o', 2, other), ...numbered('f', 5, failed)];
    const many = [...numbered('o', 25, other), ...numbered('f', 5, failed)];
    const names = (letter: string, count: number) => numbered(letter, count, {}).map(([name]) => name);

    expect(sharedOut(Object.fromEntries(few), { renewals: 1, checks: 20 })).toEqual({
      renewals: ['f0'],
      others: ['o0', 'o1', 'f1', 'f2'],
    });
    expect(sharedOut(Object.fromEntries(many), { renewals: 1, checks: 20 })).toEqual({
      renewals: ['f0'],
      others: [...names('o', 18), 'f1', 'f2'],
    });
  });

  it('takes failures as long as half of the runs’ time allows, by what their last runs took', () => {
    const failed = { old: 1_900, left: 260, failed: [2, 5] as [number, number] };
    const given = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`f${index}`, failed]));

    // Each takes five of 25 minutes.
    expect(sharedOut(given, { renewals: 3, checks: 100 })).toEqual({
      renewals: ['f0', 'f1', 'f2'],
      others: ['f3', 'f4'],
    });
  });

  it('takes for a renewal, and not twice, one that the index shows in two ways', () => {
    const due = [aDueCertificate('a', { old: 200, left: 1_960 }), aDueCertificate('a', {})];

    expect(
      shareOutChecks(due, { renewals: 10, checks: 10, failedMs: FAILED_MS, tickMs: TICK_MS }, NOW),
    ).toEqual({
      renewals: ['a'],
      others: [],
    });
  });
});

describe('shareOutChecks, whatever is due', () => {
  const hours = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const given = fc.record({
    waited: hours(0, 1_000),
    life: fc.option(fc.record({ inAll: hours(6, 2_160), lived: hours(0, 1.2) })),
    replaceIn: fc.option(hours(-2_000, 2_000)),
    failed: fc.option(fc.tuple(hours(0, 100), hours(0, 5))),
  });
  const due = fc.array(given, { maxLength: 60 }).map((rows) =>
    rows.map(({ waited, life, replaceIn, failed }, index) =>
      aDueCertificate(`c${index}`, {
        waited,
        ...(life && { old: life.inAll * life.lived, left: life.inAll * (1 - life.lived) }),
        ...(replaceIn !== null && { replaceIn }),
        ...(failed && { failed }),
      }),
    ),
  );
  const limit = fc.integer({ min: 1, max: 60 });

  it('keeps both limits, and names no certificate twice', () => {
    fc.assert(
      fc.property(due, limit, limit, (certificates, renewals, checks) => {
        const shared = shareOutChecks(
          certificates,
          { renewals, checks, failedMs: FAILED_MS, tickMs: TICK_MS },
          NOW,
        );
        const all = [...shared.renewals, ...shared.others];

        expect(shared.renewals.length).toBeLessThanOrEqual(renewals);
        expect(shared.others.length).toBeLessThanOrEqual(checks);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it('leaves none out that did not fail while there is room', () => {
    fc.assert(
      fc.property(due, (certificates) => {
        const { renewals, others } = shareOutChecks(
          certificates,
          { renewals: 100, checks: 120, failedMs: FAILED_MS, tickMs: TICK_MS },
          NOW,
        );
        const taken = new Set([...renewals, ...others]);
        const left = certificates.filter(
          ({ certificateName, failed }) => !failed && !taken.has(certificateName),
        );

        expect(left).toEqual([]);
      }),
    );
  });

  it('keeps no renewal waiting for one of the others: at most a sixth of life left always goes first', () => {
    fc.assert(
      fc.property(due, (certificates) => {
        const { others } = shareOutChecks(
          certificates,
          { renewals: 60, checks: 60, failedMs: FAILED_MS, tickMs: TICK_MS },
          NOW,
        );
        const byName = new Map(certificates.map((one) => [one.certificateName, one]));
        // Life left over life, worked out here.
        const left = others.map((name) => {
          const { validity } = byName.get(name) ?? {};
          if (!validity) return 0;
          const { notBefore, notAfter } = validity;
          return (notAfter.getTime() - NOW.getTime()) / (notAfter.getTime() - notBefore.getTime());
        });

        expect(Math.min(1, ...left)).toBeGreaterThan(1 / 6);
      }),
    );
  });
});
