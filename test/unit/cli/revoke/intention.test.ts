/** What is meant by `revoke`, a row for each state of a certificate. */
import { describe, expect, it } from 'vitest';
import { type Intention, intentionOf, othersHanging } from '../../../../cli/revoke/intention.ts';
import type { Revocation } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aStoredCertificate, NOW } from '../../../support/builders.ts';

const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';
const WISH = { reason: 'superseded' as const };

function known(state?: Parameters<typeof aCertificateState>[0]) {
  return { certificateName: 'example.com', state: state && aCertificateState(state) };
}

function aRevocation(changes: Partial<Revocation> = {}): Revocation {
  const { version, certificateAuthority, notAfter } = aStoredCertificate();
  const asked = { reason: 'superseded', isAtOnce: false, askedAt: NOW } as const;
  return { serial: 'ff', version, certificateAuthority, notAfter, ...asked, ...changes };
}

const live = { certificate: aStoredCertificate() };

describe('intentionOf', () => {
  it('means what is live', () => {
    expect(intentionOf(known(live), { ...WISH, now: true }, NOW)).toEqual<Intention>({
      serial: '0a1b2c',
      reason: 'superseded',
      isAtOnce: true,
      isLive: true,
      isAgain: false,
    });
  });

  it('means what is live while another one hangs, says so, and means the other one by its serial number', () => {
    const certificate = known({ ...live, revocations: [aRevocation()] });
    const leaked = { reason: 'keyCompromise' as const, now: true as const };

    expect(intentionOf(certificate, leaked, NOW)).toMatchObject({
      serial: '0a1b2c',
      isLive: true,
      isAgain: false,
    });
    expect(othersHanging(certificate, leaked, NOW)).toEqual([
      'ff, which is not live, is not revoked yet (superseded, asked 23 Nov 06:00 UTC). This is not about that one; ' +
        'to ask for it again:  dnscale-certs revoke example.com --reason superseded --serial ff',
    ]);
    expect(intentionOf(certificate, { ...WISH, serial: 'ff' }, NOW)).toMatchObject({
      serial: 'ff',
      isLive: false,
      isAgain: true,
    });
    expect(othersHanging(certificate, { ...WISH, serial: 'ff' }, NOW)).toEqual([]);
  });

  it('means what hangs where nothing is live', () => {
    const certificate = known({ revocations: [aRevocation()] });

    expect(intentionOf(certificate, WISH, NOW)).toMatchObject({ serial: 'ff', isLive: false, isAgain: true });
    expect(othersHanging(certificate, WISH, NOW)).toEqual([]);
  });

  it('means what is live when it hangs itself', () => {
    const certificate = known({ ...live, revocations: [aRevocation({ serial: '0a1b2c' })] });

    expect(intentionOf(certificate, WISH, NOW)).toMatchObject({ serial: '0a1b2c', isAgain: true });
    expect(othersHanging(certificate, WISH, NOW)).toEqual([]);
  });

  it('means any other by its serial number', () => {
    expect(intentionOf(known(live), { ...WISH, serial: 'ab' }, NOW)).toMatchObject({
      serial: 'ab',
      isLive: false,
    });
  });

  it('means what is revoked and not replaced yet, when its key has leaked and the CA was told another reason', () => {
    const revoked = (reason: 'superseded' | 'keyCompromise') =>
      known({ ...live, revocations: [aRevocation({ serial: '0a1b2c', reason, revokedAt: NOW })] });
    const leaked = { reason: 'keyCompromise' as const, now: true as const };

    expect(intentionOf(revoked('superseded'), leaked, NOW)).toEqual<Intention>({
      serial: '0a1b2c',
      reason: 'keyCompromise',
      isAtOnce: true,
      isLive: true,
      isAgain: false,
    });
    expect(intentionOf(revoked('keyCompromise'), leaked, NOW)).toEqual({
      nothing: 'It is revoked since 23 Nov 06:00 UTC, and is being replaced.',
    });
  });

  it.each([
    ['nothing was issued', known({}), 'No certificate was issued yet.'],
    ['there is no state', known(), 'No certificate was issued yet.'],
    [
      'it has expired',
      known({ certificate: aStoredCertificate({ notAfter: NOW }) }),
      'It expired on 23 Nov 06:00 UTC: nobody accepts it any more.',
    ],
    [
      'it is of staging',
      known({ certificate: aStoredCertificate({ certificateAuthority: STAGING }) }),
      'It is of Let’s Encrypt’s staging: nobody trusts it.',
    ],
    [
      'it is revoked, and its replacement is not there yet',
      known({ ...live, revocations: [aRevocation({ serial: '0a1b2c', revokedAt: NOW })] }),
      'It is revoked since 23 Nov 06:00 UTC, and is being replaced.',
    ],
  ])('finds nothing to revoke when %s', (_, certificate, nothing) => {
    expect(intentionOf(certificate, WISH, NOW)).toEqual({ nothing });
  });
});
