/** Which profile the doctor asks a CA for when the person names none. */
import { describe, expect, it } from 'vitest';
import { examine } from '../../../../functions/engine/preflight/examine.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aRequest, ISSUER, only, somePorts } from './doctor-ports.ts';

async function findProfile(directoryUrl: string) {
  const ports = somePorts({
    acme: {
      readMeta: async () => ({
        profiles: ['tlsserver'],
        caaIdentities: [ISSUER],
        externalAccountRequired: false,
      }),
    },
  });
  return only(await examine(aRequest({ directoryUrl }), ports, noDeadline()), 'profile');
}

describe('examine', () => {
  it('asks Let’s Encrypt for the profile classic', async () => {
    expect(await findProfile('https://acme-v02.api.letsencrypt.org/directory')).toMatchObject({
      verdict: 'failure',
      message: 'the CA has no profile "classic"',
      fix: 'Choose one of tlsserver.',
    });
  });

  it.each(['https://dv.acme-v02.api.pki.goog/directory', 'https://acme.zerossl.com/v2/DV90'])(
    'asks %s for none',
    async (directoryUrl) => {
      expect(await findProfile(directoryUrl)).toMatchObject({
        verdict: 'ok',
        message: 'none is asked for; the CA offers tlsserver',
      });
    },
  );
});
