import { describe, expect, it } from 'vitest';
import { checkDomainNames, mostDomainNames } from '../../../../functions/engine/dns/name-set.ts';

describe('checkDomainNames', () => {
  it('returns the names in canonical form and in the order given', () => {
    const check = checkDomainNames(['WWW.example.org', 'bücher.example.', '*.example.com', 'example.com']);

    expect(check).toEqual({
      names: ['www.example.org', 'xn--bcher-kva.example', '*.example.com', 'example.com'],
    });
  });

  it('accepts a name two labels below a wildcard', () => {
    expect(checkDomainNames(['*.example.com', 'a.b.example.com'])).toEqual({
      names: ['*.example.com', 'a.b.example.com'],
    });
  });

  it('accepts 100 names', () => {
    const names = Array.from({ length: 100 }, (_, i) => `n${i}.example.com`);

    expect(checkDomainNames(names)).toEqual({ names });
  });

  it('fails with all faults at once, each with the index of its name', () => {
    const check = checkDomainNames([
      'www.example.com',
      'localhost',
      '*.example.com',
      'EXAMPLE.org',
      'example.org.',
    ]);

    expect(check).toEqual({
      faults: [
        {
          index: 0,
          fault: '"www.example.com" is covered by "*.example.com": the CA refuses both in one certificate',
        },
        { index: 1, fault: '"localhost" has one label only: give the full name, such as www.example.com' },
        { index: 4, fault: '"example.org" is given twice: remove one' },
      ],
    });
  });

  it('fails for a wildcard that is given twice', () => {
    expect(checkDomainNames(['*.example.com', '*.EXAMPLE.com'])).toEqual({
      faults: [{ index: 1, fault: '"*.example.com" is given twice: remove one' }],
    });
  });

  it('fails without a name', () => {
    expect(checkDomainNames([])).toEqual({
      faults: [{ index: 0, fault: 'no domain name is given: a certificate needs at least one' }],
    });
  });

  it('fails for more than 100 names', () => {
    const names = Array.from({ length: 101 }, (_, i) => `n${i}.example.com`);

    expect(checkDomainNames(names)).toEqual({
      faults: [{ index: 100, fault: '101 domain names are given: a certificate holds at most 100' }],
    });
  });
});

describe('mostDomainNames', () => {
  it.each([
    [undefined, 100],
    ['classic', 100],
    ['tlsserver', 25],
    ['shortlived', 25],
    ['somebody-elses', 100],
    ['constructor', 100],
  ])('of the profile %s is %i', (profile, most) => {
    expect(mostDomainNames(profile)).toBe(most);
  });
});
