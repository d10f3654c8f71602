/** What the status says of a certificate that is not served where it should be. */
import { describe, expect, it } from 'vitest';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import { certificateStatus } from '../../../../functions/engine/renewal/certificate-status.ts';
import { aCertificateState, aDefinition, aStoredCertificate, NOW } from '../../../support/builders.ts';

/** At two places: one serves it, the other does not, of which somebody has to know from `attentionAt` on. */
function probed(attentionAt: string): KnownCertificate {
  const { serial, sha256, notBefore, notAfter } = aStoredCertificate();
  const since = new Date('2026-11-22T05:30:00Z');
  return {
    certificateName: 'example.com',
    state: aCertificateState({
      certificate: aStoredCertificate(),
      nextCheckAt: new Date('2026-11-23T07:00:00Z'),
    }),
    definition: aDefinition({ probe: ['a.test:443', 'b.test:443'] }),
    usedBy: ['arn:aws:cloudfront::111122223333:distribution/E1'],
    served: {
      certificateName: 'example.com',
      at: new Date('2026-11-23T05:30:00Z'),
      live: { serial, sha256, notBefore, notAfter },
      liveSince: since,
      earlier: [],
      places: [
        { place: 'a.test:443', standing: 'served', since },
        { place: 'b.test:443', standing: 'unreachable', since, reason: 'the connection was refused' },
      ],
      attentionAt: new Date(attentionAt),
    },
  };
}

describe('certificateStatus', () => {
  it('says where it is not served, once a server has had the time to reload', () => {
    const served = { ok: 1, all: 2 };
    const usedBy = ['arn:aws:cloudfront::111122223333:distribution/E1'];

    expect(certificateStatus(probed('2026-11-23T06:00:00Z'), NOW)).toMatchObject({
      word: 'not-served',
      needsYou: true,
      served,
      usedBy,
      error: {
        code: 'not-served',
        message:
          'It is served at 1 of 2 places: not at b.test:443. Install the live certificate there and reload the server: https://github.com/dnscale/dnscale-certs/blob/main/docs/operator-runbook.md#not-served',
        at: new Date('2026-11-23T05:30:00Z'),
      },
    });
    expect(certificateStatus(probed('2026-11-23T06:00:01Z'), NOW)).toMatchObject({ word: 'ok', served });
  });

  it('passes over what was seen before its probes were taken out', () => {
    const { served: _, ...unasked } = probed('2026-11-23T06:00:00Z');
    const { served } = probed('2026-11-23T06:00:00Z');
    const status = certificateStatus({ ...unasked, definition: aDefinition(), served }, NOW);

    expect(status).toMatchObject({ word: 'ok', needsYou: false });
    expect(status.served).toBeUndefined();
  });
});
