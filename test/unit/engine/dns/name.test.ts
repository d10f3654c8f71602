import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalName,
  challengeName,
  checkDomainName,
  isWithin,
} from '../../../../functions/engine/dns/name.ts';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
const domainName = fc.array(label, { minLength: 2, maxLength: 10 }).map((labels) => labels.join('.'));

describe('canonicalName', () => {
  it.each([
    ['Example.COM', 'example.com'],
    ['example.com.', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['*.BÜCHER.example', '*.xn--bcher-kva.example'],
    ['_acme-challenge.bücher.example.', '_acme-challenge.xn--bcher-kva.example'],
    ['bücher。example。', 'xn--bcher-kva.example'],
    ['faß.example', 'xn--fa-hia.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
  ])('turns %s into %s', (input, expected) => {
    expect(canonicalName(input)).toBe(expected);
  });

  it('removes one trailing dot only', () => {
    expect(canonicalName('example.com..')).toBe('example.com.');
  });

  it.each(['bücher/../example.com', 'bü\tcher.example', 'bü%41.example', '0x7f.1', 'ü@example.com'])(
    'does not let a URL parser at %j',
    (input) => {
      expect(canonicalName(input)).toBe(input);
    },
  );

  it('maps every spelling of a name to the same name', () => {
    fc.assert(
      fc.property(domainName, fc.boolean(), fc.boolean(), (name, upper, dot) => {
        const spelling = (upper ? name.toUpperCase() : name) + (dot ? '.' : '');
        expect(canonicalName(spelling)).toBe(name);
      }),
    );
  });
});

describe('checkDomainName', () => {
  it.each([
    ['example.com', 'example.com'],
    ['WWW.Example.com.', 'www.example.com'],
    ['*.example.com', '*.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['1.example', '1.example'],
    ['a-b--c.example', 'a-b--c.example'],
    ['a.b.c.d.e.f.g.h.example.com', 'a.b.c.d.e.f.g.h.example.com'],
    ['*.a.b.c.d.e.f.g.h.example.com', '*.a.b.c.d.e.f.g.h.example.com'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
  ])('accepts %s', (input, name) => {
    expect(checkDomainName(input)).toEqual({ name });
  });

  it.each([
    ['', '"" is empty: give a domain name such as www.example.com'],
    ['.', '"." is empty: give a domain name such as www.example.com'],
    [' example.com', '"example.com" contains a blank, a line break or an invisible character: remove it'],
    [
      'a\u001b[31m.example.com',
      '"a [31m.example.com" contains a blank, a line break or an invisible character: remove it',
    ],
    ['a\u200bb.example', '"a b.example" contains a blank, a line break or an invisible character: remove it'],
    ['bü@cher.example', '"bü@cher.example" is not a valid internationalised name (IDN): check its spelling'],
    ['192.0.2.1', '"192.0.2.1" is an IP address: only domain names can be validated by DNS'],
    ['１９２.0.2.1', '"１９２.0.2.1" is an IP address: only domain names can be validated by DNS'],
    ['2001:db8::1', '"2001:db8::1" is an IP address: only domain names can be validated by DNS'],
    ['[::1]', '"[::1]" is an IP address: only domain names can be validated by DNS'],
    ['0x7f.1', '"0x7f.1" is an IP address: only domain names can be validated by DNS'],
    ['*.192.0.2.1', '"*.192.0.2.1" is an IP address: only domain names can be validated by DNS'],
    ['*.*.example.com', '"*.*.example.com" has a misplaced wildcard: one "*." at the very front is allowed'],
    ['w*.example.com', '"w*.example.com" has a misplaced wildcard: one "*." at the very front is allowed'],
    ['*', '"*" has a misplaced wildcard: one "*." at the very front is allowed'],
    ['example..com', '"example..com" has an empty label: a dot too many'],
    ['.example.com', '".example.com" has an empty label: a dot too many'],
    ['*.', '"*." has a misplaced wildcard: one "*." at the very front is allowed'],
    ['localhost', '"localhost" has one label only: give the full name, such as www.example.com'],
    ['*.com', '"*.com" has one label only: give the full name, such as www.example.com'],
    ['a.b.c.d.e.f.g.h.i.example.com', '"a.b.c.d.e.f.g.h.i.example.com" has 11 labels: the CA allows 10'],
    [
      'my_host.example.com',
      '"my_host.example.com" has the label "my_host": only letters, digits and hyphens are allowed',
    ],
    [
      'https://example.com',
      '"https://example.com" has the label "https://example": only letters, digits and hyphens are allowed',
    ],
    ['-a.example.com', '"-a.example.com" has the label "-a": a hyphen may not stand first or last'],
    ['a-.example.com', '"a-.example.com" has the label "a-": a hyphen may not stand first or last'],
    ['ab--cd.example', '"ab--cd.example" has the label "ab--cd": "--" in third place is reserved (R-LDH)'],
    ['xn--zzzzzz.example', '"xn--zzzzzz.example" has the label "xn--zzzzzz", which is not valid Punycode'],
    ['xn---d1a.example', '"xn---d1a.example" has the label "xn---d1a", which is not valid Punycode'],
    ['www.xn--a', '"www.xn--a" has the label "xn--a", which is not valid Punycode'],
  ])('fails for %j', (input, fault) => {
    expect(checkDomainName(input)).toEqual({ fault });
  });

  it('fails for a label of 64 characters', () => {
    expect(checkDomainName(`${'a'.repeat(64)}.example`)).toEqual({
      fault: expect.stringContaining('has a label of 64 characters'),
    });
  });

  it('fails for a name of 254 characters', () => {
    const name = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(58)}.com`;

    expect(checkDomainName(name)).toEqual({
      fault: expect.stringContaining('is 254 characters long: at most 253 are allowed'),
    });
  });

  it('fails for a name that leaves no room for the challenge in front of it', () => {
    const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(41)}.com`;

    expect(checkDomainName(longest)).toEqual({ name: longest });
    expect(checkDomainName(`*.${longest}`)).toEqual({ name: `*.${longest}` });
    expect(checkDomainName(longest.replace('.com', 'd.com'))).toEqual({
      fault: expect.stringContaining(
        'is 238 characters long: with _acme-challenge. in front, DNS allows 237',
      ),
    });
  });

  it('accepts every well-formed name, and leaves it unchanged', () => {
    fc.assert(
      fc.property(domainName, fc.boolean(), (name, wildcard) => {
        const given = wildcard ? `*.${name}` : name;
        expect(checkDomainName(given)).toEqual({ name: given });
      }),
    );
  });

  it('lets through nothing but letters, digits, hyphens, dots and one leading wildcard, from any input', () => {
    const soup = fc.array(
      fc.constantFrom(
        'a',
        'Z',
        '9',
        '-',
        '.',
        '*',
        '*.',
        'xn--',
        'ü',
        '。',
        '\n',
        '/',
        '%',
        ':',
        '_',
        '١',
        '\u202e',
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          soup.map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (input) => {
          const check = checkDomainName(input);
          if ('name' in check) {
            expect(check.name).toMatch(
              /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
            );
          } else {
            expect(check.fault).not.toMatch(/[\p{Cc}\u202e]/u);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('challengeName', () => {
  it('puts the challenge in front of the name', () => {
    expect(challengeName('www.example.com')).toBe('_acme-challenge.www.example.com');
  });

  it('is the same for a name and for its wildcard', () => {
    expect(challengeName('*.example.com')).toBe('_acme-challenge.example.com');
  });
});

describe('isWithin', () => {
  it.each([
    ['example.com', 'example.com', true],
    ['_acme-challenge.example.com', 'example.com', true],
    ['badexample.com', 'example.com', false],
    ['com', 'example.com', false],
    ['example.com.evil.example', 'example.com', false],
    ['example.com', '', false],
  ])('%s within "%s": %s', (name, zoneName, expected) => {
    expect(isWithin(name, zoneName)).toBe(expected);
  });

  it('holds for every name below a zone, and never for one that only ends with the same letters', () => {
    fc.assert(
      fc.property(domainName, label, (zoneName, owner) => {
        expect(isWithin(`${owner}.${zoneName}`, zoneName)).toBe(true);
        expect(isWithin(`${owner}${zoneName}`, zoneName)).toBe(false);
      }),
    );
  });
});
