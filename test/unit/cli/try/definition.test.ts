import { describe, expect, it } from 'vitest';
import { definitionOf, expectCertifiable } from '../../../../cli/try/definition.ts';
import { doubtfulNames } from '../../../../functions/engine/config/certifiable-names.ts';

const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';
const given = (domain: string[], directory = STAGING) => ({
  domain,
  directory,
  keyAlgorithm: 'EC_PRIME256V1' as const,
});
const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}.example.com`);

const certifiable = (domain: string[], directory = STAGING) =>
  expectCertifiable(doubtfulNames(domain, directory));

describe('definitionOf', () => {
  it('is the certificate of these names in canonical form, for no region', () => {
    expect(definitionOf(given(['Bücher.Example.com.', '*.example.net']))).toEqual({
      certificateName: 'xn--bcher-kva.example.com',
      domainNames: ['xn--bcher-kva.example.com', '*.example.net'],
      keyAlgorithm: 'EC_PRIME256V1',
      certificateAuthority: STAGING,
      profile: 'classic',
      regions: [],
    });
  });

  it('leaves the profile to any other CA', () => {
    expect(definitionOf(given(['a.test'], 'https://ca.test/directory')).profile).toBeUndefined();
  });

  it('takes as many names as the profile does', () => {
    expect(definitionOf(given(names(100))).domainNames).toHaveLength(100);
    expect(definitionOf({ ...given(names(25)), profile: 'shortlived' }).domainNames).toHaveLength(25);
  });

  it('fails with every fault of the names', () => {
    expect(() => definitionOf(given(['a b.test', 'www.example.com', '*.example.com']))).toThrow(
      /"a b\.test".*; .*"www\.example\.com" is covered by "\*\.example\.com".* No order was made\./,
    );
  });

  it('fails for more names than the profile takes', () => {
    expect(() => definitionOf({ ...given(names(26)), profile: 'shortlived' })).toThrow(
      '26 are given, and the profile shortlived takes at most 25',
    );
  });
});

describe('expectCertifiable', () => {
  it('fails for a name that the public CA does not certify, and leaves it to any other', () => {
    const domain = ['www.example.com', 'example.local', '*.co.uk'];

    expect(() => certifiable(domain)).toThrow(
      'The domain names cannot be used: "example.local" ends in .local, which is reserved and not on the Internet: no public CA certifies it. Give a name of a domain that you have registered, or use a CA of your own.; "*.co.uk" asks for co.uk, a public suffix under which anybody may register names: no public CA certifies it. Give a name of a domain that you have registered, such as *.example.co.uk. No order was made.',
    );
    expect(() => certifiable(domain, 'https://ca.test/directory')).not.toThrow();
  });
});
