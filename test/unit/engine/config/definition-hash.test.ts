import { describe, expect, it } from 'vitest';
import type { CertificateDefinition } from '../../../../functions/engine/config/definition.ts';
import { definitionHash, orderHash } from '../../../../functions/engine/config/definition-hash.ts';
import { aDefinition } from '../../../support/builders.ts';

describe('definitionHash', () => {
  it('is the SHA-256 of the definition as JSON with sorted keys', () => {
    const definition = aDefinition({ certificateAuthority: 'https://ca.test/dir', profile: 'shortlived' });

    // sha256sum of {"certificateAuthority":"https://ca.test/dir","certificateName":"example.com",
    // "domainNames":["example.com"],"keyAlgorithm":"EC_PRIME256V1","profile":"shortlived","regions":["eu-central-1"]}
    expect(definitionHash(definition)).toBe(
      'b31211c08e0a6eaa04b1b3a39b1817184ad9c76229861b6a94cde3645c697dcc',
    );
  });

  it('does not depend on the order of the fields, nor on undefined ones', () => {
    const { regions, ...rest } = aDefinition();

    expect(definitionHash({ regions, ...rest, profile: undefined })).toBe(definitionHash(aDefinition()));
  });

  it('does not depend on the order of names and regions', () => {
    const one = aDefinition({ domainNames: ['example.com', 'b.test'], regions: ['us-east-1', 'eu-west-1'] });
    const other = aDefinition({
      domainNames: ['b.test', 'example.com'],
      regions: ['eu-west-1', 'us-east-1'],
    });

    expect(definitionHash(one)).toBe(definitionHash(other));
  });

  it('does not depend on the order of tags', () => {
    const one = aDefinition({ tags: { team: 'web', stage: 'live' } });
    const other = aDefinition({ tags: { stage: 'live', team: 'web' } });

    expect(definitionHash(one)).toBe(definitionHash(other));
  });

  it('does not depend on the order of existing ARNs, and takes none for an absent list', () => {
    const arns = ['arn:aws:acm:us-east-1:1:certificate/a', 'arn:aws:acm:eu-west-1:1:certificate/b'];
    const [one, other] = [arns, arns.toReversed()].map((existingCertificateArns) =>
      definitionHash(aDefinition({ existingCertificateArns })),
    );

    expect(one).toBe(other);
    expect(one).not.toBe(definitionHash(aDefinition()));
    expect(definitionHash(aDefinition({ existingCertificateArns: [] }))).toBe(definitionHash(aDefinition()));
  });

  it('changes with each field', () => {
    const hashes = [
      aDefinition(),
      aDefinition({ domainNames: ['example.com', 'www.example.com'] }),
      aDefinition({ keyAlgorithm: 'RSA_2048' }),
      aDefinition({ profile: 'classic' }),
      aDefinition({ regions: [] }),
      aDefinition({ tags: { team: 'web' } }),
      aDefinition({ certificateAuthority: 'https://other.test/directory' }),
    ].map(definitionHash);

    expect(new Set(hashes).size).toBe(7);
  });
});

describe('orderHash', () => {
  it('is the SHA-256 of names in alphabetical order, key algorithm, CA and profile', () => {
    const definition = aDefinition({
      domainNames: ['example.com', '*.example.com'],
      certificateAuthority: 'https://ca.test/dir',
      profile: 'shortlived',
    });

    // sha256sum of {"certificateAuthority":"https://ca.test/dir","domainNames":["*.example.com","example.com"],
    // "keyAlgorithm":"EC_PRIME256V1","profile":"shortlived"}
    expect(orderHash(definition)).toBe('f6440db6c172484f962cd92cf2b52a3cc06871492dd44f0760074855fad5d8c1');
  });

  it.each([
    ['a name', { domainNames: ['example.com', 'www.example.com'] }],
    ['the key algorithm', { keyAlgorithm: 'RSA_2048' }],
    ['the profile', { profile: 'classic' }],
    ['the CA', { certificateAuthority: 'https://other.test/directory' }],
  ] satisfies [string, Partial<CertificateDefinition>][])('changes with %s', (_, change) => {
    expect(orderHash(aDefinition(change))).not.toBe(orderHash(aDefinition()));
  });

  it.each([
    ['regions', { regions: ['eu-central-1', 'us-east-1'] }],
    ['preferred chain', { preferredChain: 'ISRG Root X1' }],
    ['extra wait', { extraWaitSeconds: 30 }],
    ['probes', { probe: ['example.com:443'] }],
    ['an undefined profile', { profile: undefined }],
  ])('does not change with %s', (_, change) => {
    expect(orderHash(aDefinition(change))).toBe(orderHash(aDefinition()));
  });
});
