import { describe, expect, it } from 'vitest';
import { validateConfig } from '../../../../functions/engine/config/validate.ts';

const MINIMAL = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true };

describe('validateConfig, the CA of a certificate', () => {
  it.each([
    ['google', 'https://dv.acme-v02.api.pki.goog/directory'],
    ['google-staging', 'https://dv.acme-v02.test-api.pki.goog/directory'],
    ['zerossl', 'https://acme.zerossl.com/v2/DV90'],
    ['https://ca.example/dir', 'https://ca.example/dir'],
  ])('has one certificate come from %s, with the profile left to that CA', (certificateAuthority, url) => {
    const certificates = {
      a: { domainNames: ['a.example.com'] },
      b: { domainNames: ['b.example.com'], certificateAuthority },
    };

    expect(validateConfig({ ...MINIMAL, certificates }, 'renewer.config.ts').certificates).toMatchObject([
      { certificateAuthority: 'https://acme-v02.api.letsencrypt.org/directory', profile: 'classic' },
      { certificateAuthority: url, profile: undefined },
    ]);
  });

  it('lets a certificate go back to Let’s Encrypt, and to its profile, when all others come from elsewhere', () => {
    const certificates = {
      web: { domainNames: ['a.example.com'], certificateAuthority: 'letsencrypt-staging' },
    };
    const config = validateConfig(
      { ...MINIMAL, certificateAuthority: 'zerossl', certificates },
      'renewer.config.ts',
    );

    expect(config.certificates[0]).toMatchObject({
      certificateAuthority: 'https://acme-staging-v02.api.letsencrypt.org/directory',
      profile: 'classic',
    });
  });

  it('keeps the root that a chain ends at', () => {
    const certificates = { web: { domainNames: ['a.example.com'], preferredChain: 'ISRG Root X1' } };

    expect(validateConfig({ ...MINIMAL, certificates }, 'renewer.config.ts').certificates[0]).toMatchObject({
      preferredChain: 'ISRG Root X1',
    });
  });

  it.each(['', 'x'.repeat(65), 'Root\nX1', 1])('fails for a root named %j', (preferredChain) => {
    const certificates = { web: { domainNames: ['a.example.com'], preferredChain } };

    expect(() => validateConfig({ ...MINIMAL, certificates }, 'renewer.config.ts')).toThrow(
      /certificates\.web\.preferredChain: given .*; expected: the common name of a root certificate/,
    );
  });

  it.each(['http://ca.example/dir', 'googel', 7])('fails for a certificate whose CA is %j', (given) => {
    const certificates = { web: { domainNames: ['a.example.com'], certificateAuthority: given } };

    expect(() => validateConfig({ ...MINIMAL, certificates }, 'renewer.config.ts')).toThrow(
      `certificates.web.certificateAuthority: given ${JSON.stringify(given)}; expected: letsencrypt, letsencrypt-staging, google, google-staging, zerossl or the https URL of an ACME directory`,
    );
  });
});
