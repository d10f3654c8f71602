import { describe, expect, it } from 'vitest';
import { doubtfulNames } from '../../../../functions/engine/config/certifiable-names.ts';

const PUBLIC_CA = 'https://acme-v02.api.letsencrypt.org/directory';
const OWN_CA = 'https://ca.example.com/directory';

function verdictOn(domainName: string, directoryUrl: string): 'fault' | 'warning' | 'fine' {
  const [doubt] = doubtfulNames([domainName], directoryUrl);
  if (!doubt) return 'fine';
  return doubt.isFault ? 'fault' : 'warning';
}

describe('doubtfulNames', () => {
  it.each([
    // Suffixes of the list's ICANN section, in both forms of an IDN, with and without a wildcard.
    ['co.uk', 'fault'],
    ['*.co.uk', 'fault'],
    ['*.com', 'fault'],
    ['xn--55qx5d.cn', 'fault'],
    ['公司.cn', 'fault'],
    ['*.xn--fiqs8s', 'fault'],
    // *.ck but !www.ck.
    ['foo.ck', 'fault'],
    ['www.ck', 'fine'],
    // Reserved: RFC 6761, 6762, 7686, 8375, 9476, and ICANN's decision on .internal.
    ['example.local', 'fault'],
    ['*.example.local', 'fault'],
    ['www.example.test', 'fault'],
    ['www.example', 'fault'],
    ['db.localhost', 'fault'],
    ['nothing.invalid', 'fault'],
    ['x.alt', 'fault'],
    ['printer.home.arpa', 'fault'],
    ['abc.onion', 'fault'],
    ['db.corp.internal', 'fault'],
    // No TLD of this list: perhaps it is younger.
    ['www.newtld', 'warning'],
    ['nas.lan', 'warning'],
    ['example.com', 'fine'],
    ['*.www.example.com', 'fine'],
    ['bbc.co.uk', 'fine'],
    ['*.bbc.co.uk', 'fine'],
    ['a.xn--55qx5d.cn', 'fine'],
    // Suffixes of the private section are certified to whoever controls them.
    ['github.io', 'fine'],
    ['*.github.io', 'fine'],
    ['s3.amazonaws.com', 'fine'],
  ])('at a public CA, %s is a %s', (domainName, expected) => {
    expect(verdictOn(domainName, PUBLIC_CA)).toBe(expected);
  });

  it.each([
    ['co.uk', 'warning'],
    ['example.local', 'warning'],
    ['www.newtld', 'warning'],
    ['example.com', 'fine'],
  ])('at any other CA, %s is a %s', (domainName, expected) => {
    expect(verdictOn(domainName, OWN_CA)).toBe(expected);
  });

  it('names the suffix, and a name that would do', () => {
    expect(doubtfulNames(['example.com', '*.co.uk', 'www.newtld'], PUBLIC_CA)).toEqual([
      {
        domainName: '*.co.uk',
        isFault: true,
        words:
          '"*.co.uk" asks for co.uk, a public suffix under which anybody may register names: no public CA certifies it',
        fix: 'Give a name of a domain that you have registered, such as *.example.co.uk.',
      },
      {
        domainName: 'www.newtld',
        isFault: false,
        words:
          '"www.newtld" ends in .newtld, a top-level domain that the public suffix list of this release does not know',
        fix: 'If the name is misspelt, correct it: a public CA refuses it then.',
      },
    ]);
  });
});
