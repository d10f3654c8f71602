import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DueCertificate } from '../../../../functions/engine/ports/records.ts';
import { rankByUrgency } from '../../../../functions/engine/renewal/rank-by-urgency.ts';
import { isWantedEarly } from '../../../../functions/engine/renewal/share-of-life.ts';
import { NOW } from '../../../support/builders.ts';
import { aDueCertificate, type Given, rank, within } from './due-certificates.ts';

describe('rankByUrgency', () => {
  it.each<[string, Record<string, Given>, string[]]>([
    ['no certificate where none is due', {}, []],
    [
      'least share of life left first, not least time left',
      { week: { old: 130, left: 30 }, quarter: { old: 2_100, left: 60 } },
      ['quarter', 'week'],
    ],
    [
      'an expired one before one that is about to expire',
      { soon: { old: 2_159, left: 1 }, expired: { old: 2_200, left: -40 } },
      ['expired', 'soon'],
    ],
    [
      'a revoked one before all others, expired ones too',
      { expired: { old: 2_200, left: -40 }, new: {}, revoked: { old: 100, left: 2_060, replaceIn: -1 } },
      ['revoked', 'new', 'expired'],
    ],
    [
      'of revoked ones the one with less life left first',
      {
        young: { old: 100, left: 2_060, replaceIn: -1 },
        old: { old: 1_000, left: 1_160, replaceIn: -1 },
      },
      ['old', 'young'],
    ],
    [
      'one whose window an outage has missed by life left, as one without a window',
      {
        missed: { old: 1_560, left: 600, replaceIn: -90 },
        windowless: { old: 1_800, left: 360 },
      },
      ['windowless', 'missed'],
    ],
    [
      'one whose window has not ended by life left',
      { open: { old: 100, left: 2_060, replaceIn: 1 }, aged: { old: 1_800, left: 360 } },
      ['aged', 'open'],
    ],
    [
      'of never issued ones the one that has waited longest first',
      { b: { waited: 2 }, c: { waited: 1 }, a: { waited: 3 } },
      ['a', 'b', 'c'],
    ],
    [
      'of equally old ones the one that has waited longest first',
      { b: { old: 80, left: 80, waited: 1 }, a: { old: 80, left: 80, waited: 2 } },
      ['a', 'b'],
    ],
  ])('puts %s', (_, given, expected) => {
    expect(rank(given)).toEqual(expected);
  });

  const FIVE_NEW = { n1: { waited: 9 }, n2: { waited: 8 }, n3: { waited: 7 }, n4: { waited: 6 }, n5: {} };

  it.each<[string, Record<string, Given>, number, string[]]>([
    [
      'at most half of a full tick, rounded up',
      {
        ...FIVE_NEW,
        x: { old: 150, left: 10 },
        y: { old: 140, left: 20 },
        z: { old: 130, left: 30 },
      },
      5,
      ['n1', 'n2', 'n3', 'x', 'y'],
    ],
    ['all of it where no other is due', FIVE_NEW, 4, ['n1', 'n2', 'n3', 'n4']],
    [
      'what the others leave, behind them',
      { ...FIVE_NEW, x: { old: 150, left: 10 } },
      4,
      ['n1', 'n2', 'x', 'n3'],
    ],
    [
      'nothing of a tick that revoked ones fill',
      {
        ...FIVE_NEW,
        r1: { old: 50, left: 110, replaceIn: -1 },
        r2: { old: 10, left: 150, replaceIn: -1 },
      },
      2,
      ['r1', 'r2'],
    ],
  ])('gives never issued ones %s', (_, given, limit, expected) => {
    expect(rank(given, limit)).toEqual(expected);
  });

  it('names a certificate once that the index showed twice', () => {
    const twice = [aDueCertificate('a', { waited: 2 }), aDueCertificate('a', { waited: 1 })];

    expect(rankByUrgency(twice, within(10), NOW)).toEqual(['a']);
  });
});

describe('rankByUrgency, whatever is due', () => {
  const hours = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const given = fc.record({
    waited: hours(0, 1_000),
    life: fc.option(fc.record({ inAll: hours(6, 2_160), lived: hours(0, 1.2) })),
    replaceIn: fc.option(hours(-2_000, 2_000)),
  });
  const due = fc.array(given, { maxLength: 60 }).map((rows) =>
    rows.map(({ waited, life, replaceIn }, index) =>
      aDueCertificate(`c${index}`, {
        waited,
        ...(life && { old: life.inAll * life.lived, left: life.inAll * (1 - life.lived) }),
        ...(replaceIn !== null && { replaceIn }),
      }),
    ),
  );
  const limit = fc.integer({ min: 1, max: 60 });

  it('fills the tick, and names no certificate twice and none that is not due', () => {
    fc.assert(
      fc.property(due, limit, (certificates, most) => {
        const ranked = rankByUrgency(certificates, within(most), NOW);
        const known = new Set(certificates.map(({ certificateName }) => certificateName));

        expect(ranked).toHaveLength(Math.min(most, certificates.length));
        expect(new Set(ranked).size).toBe(ranked.length);
        expect(ranked.every((name) => known.has(name))).toBe(true);
      }),
    );
  });

  it('is the same however the index orders them', () => {
    fc.assert(
      fc.property(due, limit, (certificates, most) => {
        // Without ties: those may stand either way.
        const instants = new Set(certificates.map(({ dueSince }) => dueSince.getTime()));
        fc.pre(instants.size === certificates.length);

        expect(rankByUrgency(certificates.toReversed(), within(most), NOW)).toEqual(
          rankByUrgency(certificates, within(most), NOW),
        );
      }),
    );
  });

  it('leaves out no issued certificate that has less life left than one it takes, but for revoked ones', () => {
    fc.assert(
      fc.property(due, limit, (certificates, most) => {
        const ranked = new Set(rankByUrgency(certificates, within(most), NOW));
        const aged = certificates.filter(
          ({ validity, replaceAt }) => validity && !(replaceAt && isWantedEarly(validity, replaceAt, NOW)),
        );
        // Lived hours over life, worked out here: what is left is the rest of it.
        const lived = ({ validity }: DueCertificate) =>
          validity
            ? (NOW.getTime() - validity.notBefore.getTime()) /
              (validity.notAfter.getTime() - validity.notBefore.getTime())
            : 0;
        const taken = aged.filter(({ certificateName }) => ranked.has(certificateName)).map(lived);
        const left = aged.filter(({ certificateName }) => !ranked.has(certificateName)).map(lived);

        expect(Math.max(0, ...left)).toBeLessThanOrEqual(Math.min(Infinity, ...taken) + 1e-9);
      }),
    );
  });

  it('takes every revoked certificate before any other, as far as the tick goes', () => {
    fc.assert(
      fc.property(due, limit, (certificates, most) => {
        const revoked = certificates.filter(
          ({ validity, replaceAt }) => validity && replaceAt && isWantedEarly(validity, replaceAt, NOW),
        );
        const first = rankByUrgency(certificates, within(most), NOW).slice(0, revoked.length);
        const names = new Set(revoked.map(({ certificateName }) => certificateName));

        expect(first.every((name) => names.has(name))).toBe(true);
      }),
    );
  });
});
