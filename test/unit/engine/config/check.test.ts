/** What a construct asks: one renewer, one certificate, all faults of each. */
import { describe, expect, it } from 'vitest';
import { checkCertificate, checkRenewer } from '../../../../functions/engine/config/validate.ts';

const INHERITED = { certificateAuthority: 'https://ca.internal/directory', extraWaitSeconds: 20 };

describe('checkRenewer', () => {
  it('completes a renewer, with the directory URL of its CA', () => {
    expect(checkRenewer({ alertEmail: 'ops@example.com', termsOfServiceAgreed: true })).toMatchObject({
      value: {
        alertEmail: 'ops@example.com',
        certificateAuthority: 'https://acme-v02.api.letsencrypt.org/directory',
        dnscale: { ttlSeconds: 120 },
        schedule: { everyMinutes: 10 },
      },
    });
  });

  it('fails with all faults', () => {
    const dnscale = { ttlSeconds: 1 };

    expect(checkRenewer({ alertEmail: 'you@example.com', termsOfServiceAgreed: true, dnscale })).toEqual({
      faults: [
        'alertEmail: given "you@example.com"; expected: your own e-mail address, in place of the one from the template',
        'dnscale.ttlSeconds: given 1; expected: a whole number from 120 to 86400 (seconds)',
      ],
    });
  });
});

describe('checkCertificate', () => {
  it('completes a certificate by what its renewer says', () => {
    const checked = checkCertificate(
      { certificateName: 'Web', domainNames: ['WWW.example.com.'] },
      INHERITED,
    );

    expect(checked).toEqual({
      value: {
        certificateName: 'Web',
        domainNames: ['www.example.com'],
        keyAlgorithm: 'EC_PRIME256V1',
        inheritsKeyAlgorithm: true,
        certificateAuthority: 'https://ca.internal/directory',
        profile: undefined,
        preferredChain: undefined,
        extraWaitSeconds: 20,
        regions: undefined,
      },
    });
  });

  it('fails with all faults, names that no public CA certifies among them', () => {
    const certificateAuthority = 'letsencrypt';
    const given = { certificateName: '', domainNames: ['db.internal'], regions: ['here'] };

    expect(checkCertificate({ ...given, certificateAuthority }, INHERITED)).toEqual({
      faults: [
        'certificateName: given ""; expected: letters, digits and . * _ -, the first one a letter, a digit or *',
        'regions[0]: given "here"; expected: an AWS region such as eu-central-1',
        expect.stringMatching(/^domainNames\[0\]: "db\.internal" ends in \.internal, which is reserved/),
      ],
    });
  });
});
