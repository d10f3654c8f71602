/** What is meant by `revoke`, a row for each state of a certificate. */
import { describe, expect, it } from 'vitest';
import { type Intention, intentionOf } from '../../../../cli/revoke/intention.ts';
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

  it('means what hangs when it is asked again, and the other one by its serial number only', () => {
    const state = { ...live, revocations: [aRevocation()] };

    expect(intentionOf(known(state), WISH, NOW)).toMatchObject({
      serial: 'ff',
      isLive: false,
      isAgain: true,
    });
    expect(intentionOf(known(state), { ...WISH, serial: '0a1b2c' }, NOW)).toMatchObject({
      serial: '0a1b2c',
      isLive: true,
      isAgain: false,
    });
  });

  it('means any other by its serial number', () => {
    expect(intentionOf(known(live), { ...WISH, serial: 'ab' }, NOW)).toMatchObject({
      serial: 'ab',
      isLive: false,
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
