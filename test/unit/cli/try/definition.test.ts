import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../../cli/try/definition.ts';

const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';
const given = (domain: string[], directory = STAGING) => ({
  domain,
  directory,
  keyAlgorithm: 'EC_PRIME256V1' as const,
});
const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}.example.com`);

describe('definitionOf', () => {
  it('is the certificate of these names in canonical form, for no region', () => {
    expect(definitionOf(given(['Bücher.Example.', '*.example.com']))).toEqual({
      certificateName: 'xn--bcher-kva.example',
      domainNames: ['xn--bcher-kva.example', '*.example.com'],
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
