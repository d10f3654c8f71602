import { describe, expect, it } from 'vitest';
import type { FleetCertificate } from '../../../../functions/engine/ports/records.ts';
import { attentionAt } from '../../../../functions/engine/renewal/attention.ts';
import { fleetFigures } from '../../../../functions/engine/renewal/fleet-figures.ts';
import type { Validity } from '../../../../functions/engine/renewal/share-of-life.ts';

const NOW = new Date('2026-11-23T06:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A life of so many days, of which so many are left. */
const ofLife = (days: number, daysLeft: number): Validity => ({
  notBefore: new Date(NOW.getTime() - (days - daysLeft) * DAY),
  notAfter: new Date(NOW.getTime() + daysLeft * DAY),
});

const FAILURE = {
  code: 'caa-forbids',
  disposition: 'person',
  message: 'm',
  since: NOW,
} as const;

/** As the index has it after a report of an hour ago, in which readiness was proved or not. */
function reported({ validity, isReady }: { validity?: Validity; isReady: boolean }): FleetCertificate {
  const at = new Date(NOW.getTime() - HOUR);
  const readiness = isReady ? { at, provedAt: at } : { at, failure: FAILURE };
  const listedAt = attentionAt({ certificate: validity, readiness }, at);
  return {
    validity,
    hasFailed: false,
    attentionAt: listedAt && listedAt <= NOW ? listedAt : undefined,
  };
}

describe('fleetFigures', () => {
  it('has the least share of life left, in whichever life it is', () => {
    const fleet = [ofLife(90, 30), ofLife(6, 1.5), ofLife(45, 15)].map((validity) => ({
      validity,
      hasFailed: false,
    }));

    expect(fleetFigures(fleet, NOW)).toEqual({ failing: 0, atRisk: 0, leastShareOfLifeLeft: 0.25 });
  });

  it('has no share while nothing was issued, and counts what fails', () => {
    expect(fleetFigures([], NOW)).toEqual({ failing: 0, atRisk: 0, leastShareOfLifeLeft: undefined });
    expect(fleetFigures([{ hasFailed: true, attentionAt: NOW }], NOW)).toEqual({
      failing: 1,
      atRisk: 0,
      leastShareOfLifeLeft: undefined,
    });
  });

  it.each([
    ['one that has expired', ofLife(90, -3), 0],
    ['a life without length', { notBefore: NOW, notAfter: NOW }, 0],
    [
      'one of tomorrow',
      { notBefore: new Date(NOW.getTime() + DAY), notAfter: new Date(NOW.getTime() + 2 * DAY) },
      1,
    ],
  ])('is a number that CloudWatch takes for %s', (_, validity, share) => {
    expect(fleetFigures([{ validity, hasFailed: false }], NOW).leastShareOfLifeLeft).toBe(share);
  });

  it.each([
    ['young and ready', reported({ validity: ofLife(90, 60), isReady: true }), 0],
    ['young and not ready', reported({ validity: ofLife(90, 60), isReady: false }), 1],
    ['in the last sixth, and ready', reported({ validity: ofLife(90, 10), isReady: true }), 0],
    ['in the last sixth, and not ready', reported({ validity: ofLife(90, 10), isReady: false }), 1],
    ['never issued, and not ready', reported({ isReady: false }), 1],
    ['failing', { validity: ofLife(90, 10), hasFailed: true, attentionAt: NOW }, 0],
  ])('counts as at risk what readiness alone speaks against: %s', (_, certificate, atRisk) => {
    expect(fleetFigures([certificate], NOW).atRisk).toBe(atRisk);
  });
});
