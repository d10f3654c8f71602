import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviceOn } from '../../../../functions/engine/renewal/renewal-info.ts';
import { aStoredCertificate } from '../../../support/builders.ts';

const HOUR_MS = 3_600_000;
const CERT_ID = 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE';
const START = new Date('2026-12-31T00:00:00Z');
const certificate = aStoredCertificate({ certId: CERT_ID });

function advise(startsAt: Date, endsAt: Date, certId = CERT_ID) {
  return adviceOn({ ...certificate, certId }, { certId, window: { startsAt, endsAt }, askAgainAt: endsAt });
}

const later = (ms: number) => new Date(START.getTime() + ms);

describe('adviceOn', () => {
  it.each([
    ['43 h, as for a certificate of 90 days', 43],
    ['21.6 h, as for one of 45 days', 21.6],
    ['3.2 h, as for one of 160 hours', 3.2],
  ])('picks an instant in a window of %s that leaves an hour of it', (_, hours) => {
    fc.assert(
      fc.property(fc.string({ minLength: 27, maxLength: 27 }), (certId) => {
        const at = advise(START, later(hours * HOUR_MS), certId)?.renewAt.getTime() ?? 0;

        expect(at).toBeGreaterThanOrEqual(START.getTime());
        expect(at).toBeLessThanOrEqual(START.getTime() + (hours - 1) * HOUR_MS);
      }),
    );
  });

  it('picks the same instant at every check', () => {
    const [first, second] = [1, 2].map(() => advise(START, later(43 * HOUR_MS))?.renewAt);

    expect(first).toEqual(second);
    // The first 48 bits of the SHA-256, calculated apart.
    expect(first).toEqual(new Date('2026-12-31T11:49:23.091Z'));
  });

  it('spreads certificates evenly over the window', () => {
    const sixths = [0, 0, 0, 0, 0, 0];
    for (let serial = 0; serial < 6_000; serial += 1) {
      const at = advise(START, later(7 * HOUR_MS), `issuer.${serial}`)?.renewAt ?? START;
      const sixth = Math.floor((at.getTime() - START.getTime()) / HOUR_MS);
      sixths[sixth] = (sixths[sixth] ?? 0) + 1;
    }

    expect(sixths).toHaveLength(6);
    for (const count of sixths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('uses half of a window that is shorter than the reserve', () => {
    const at = advise(START, later(600_000))?.renewAt.getTime() ?? 0;

    expect(at).toBeGreaterThanOrEqual(START.getTime());
    expect(at).toBeLessThanOrEqual(START.getTime() + 300_000);
  });

  it.each([
    ['ends before it begins', later(HOUR_MS), START],
    ['has no width', START, START],
    ['ended before the certificate was valid', new Date('2026-10-01T00:00:00Z'), certificate.notBefore],
  ])('ignores a window that %s', (_, startsAt, endsAt) => {
    expect(advise(startsAt, endsAt)).toBeUndefined();
  });

  it('ignores what was said of another certificate, and a certificate that has no CertID', () => {
    const info = {
      certId: 'other.one',
      window: { startsAt: START, endsAt: later(HOUR_MS) },
      askAgainAt: START,
    };

    expect(adviceOn(certificate, info)).toBeUndefined();
    expect(adviceOn(aStoredCertificate(), { ...info, certId: CERT_ID })).toBeUndefined();
    expect(adviceOn(certificate, undefined)).toBeUndefined();
    expect(adviceOn(certificate, { certId: CERT_ID, askAgainAt: START })).toBeUndefined();
  });
});
