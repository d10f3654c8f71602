import { domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalName, challengeName, checkDomainName } from '../../../functions/engine/dns/name.ts';
import { checkDomainNames } from '../../../functions/engine/dns/name-set.ts';
import { foreignText, UNSAFE } from './foreign-text.ts';

/** The written rules, once more in another way: letters, digits, inner hyphens; 2 to 10 labels of 63; one wildcard. */
const LETS_ENCRYPT_TAKES =
  /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,9}[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const RESERVED_HYPHENS = /(?:^|\.)(?!xn--)[a-z0-9-]{2}--/;
const NUMBER_AT_THE_END = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;

const label = fc.stringMatching(/^[a-z]([a-z0-9]{0,18}[a-z0-9])?$/);
const plainName = fc.array(label, { minLength: 2, maxLength: 10 }).map((labels) => labels.join('.'));

/** Letters that IDNA keeps as they are, one script a label: mixed directions are a rule of their own. */
const uLabel = fc
  .constantFrom(
    'abcäöüéåñøœ',
    'αβγδεζηθικλμνξοπρτυφχψω',
    'абвгдежзийклмнопрстуфхцчшщъыьэюя',
    '日本語中文字漢',
    '한국어도메인',
  )
  .chain((letters) => fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 10 }));
const uName = fc.array(uLabel, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`);

/** Around the limits of a label (63) and of a name with the challenge in front of it (237). */
const longName = fc
  .array(fc.integer({ min: 55, max: 64 }), { minLength: 3, maxLength: 4 })
  .map((lengths) => `${lengths.map((length) => 'a'.repeat(length)).join('.')}.example`);

/** Nearly names: the pieces that name checks get wrong. */
const nearName = fc
  .array(
    fc.constantFrom(
      ...[
        'a',
        'Z',
        '9',
        '-',
        '--',
        '.',
        '..',
        '*',
        '*.',
        'xn--',
        'xn--bcher-kva',
        '_',
        ':',
        '/',
        '@',
        '%41',
        '[::1]',
      ],
      ...[
        '0x7f',
        '127.0.0.1',
        'a'.repeat(63),
        'a'.repeat(64),
        'ü',
        'ß',
        'İ',
        'K',
        'ﷺ',
        '。',
        '．',
        '١',
        '\u00ad',
      ],
      ...['example', 'com', 'co.uk', ' ', '\t', '\n', '\u200d', '\u202e', '\ud800'],
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(''));
const anyText = fc.oneof(
  nearName,
  longName,
  foreignText(),
  foreignText(8).map((text) => `${text}.example.com`),
);

describe('canonicalName', () => {
  it('gives the canonical form of a canonical form unchanged', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = canonicalName(text);
        // One trailing dot is the root; a second one is a fault, which the check tells.
        fc.pre(!once.endsWith('.'));
        expect(canonicalName(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it('brings every spelling of an internationalised name to one A-label form, and back', () => {
    fc.assert(
      fc.property(uName, fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'), fc.boolean(), (name, form, upper) => {
        const spelling = (upper ? name.toUpperCase() : name).normalize(form);

        const canonical = canonicalName(spelling);

        expect(canonical).toMatch(/^[a-z0-9.-]+$/);
        expect(domainToUnicode(canonical)).toBe(name);
        expect(canonicalName(`${spelling}.`)).toBe(canonical);
        expect(canonicalName(canonical.toUpperCase())).toBe(canonical);
      }),
    );
  });
});

describe('checkDomainName', () => {
  it('accepts no name that breaks a written rule', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const check = checkDomainName(text);
        if (!('name' in check)) return;
        expect(check.name).toMatch(LETS_ENCRYPT_TAKES);
        expect(check.name).not.toMatch(RESERVED_HYPHENS);
        expect(check.name).not.toMatch(NUMBER_AT_THE_END);
        expect(challengeName(check.name).length).toBeLessThanOrEqual(253);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes its own answer again, unchanged', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, plainName, uName), (text) => {
        const check = checkDomainName(text);
        if ('name' in check) expect(checkDomainName(check.name)).toEqual(check);
      }),
      { numRuns: 500 },
    );
  });

  it('accepts every well-formed name, in any spelling', () => {
    fc.assert(
      fc.property(fc.oneof(plainName, uName), fc.boolean(), fc.boolean(), (name, wildcard, dot) => {
        const given = `${wildcard ? '*.' : ''}${name}${dot ? '.' : ''}`;
        expect(checkDomainName(given)).toEqual({ name: canonicalName(given) });
      }),
    );
  });

  it('says what is wrong in one short line that no terminal misreads', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const check = checkDomainName(text);
        if (!('fault' in check)) return;
        expect(check.fault).not.toMatch(UNSAFE);
        expect(check.fault.length).toBeLessThan(700);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ...['www.8675309.com', '8675309.com', 'www.web-site2.com', 'a.io', '1-1.com', '*.web5ite2.com'],
    ...['xn--80ak6aa92e.com', 'xn--8pvr4u.xn--rhqv96g', 'ab-c--d.example.org'],
  ])('accepts %s, as Let’s Encrypt does', (name) => {
    expect(checkDomainName(name)).toEqual({ name });
  });

  it.each([
    ...['', '.', '..', 'a..com', '.com', 'example.com..', 'localhost', 'mail'],
    ...[
      '127.0.0.1',
      '192.168.1.1.1',
      'fe80::1',
      '[2001:db8:85a3:8d3::1]:443',
      '2001:db8::/32',
      'www.example.163',
    ],
    ...[
      'www.-a.com',
      'www.a-.com',
      '-a.com',
      'a.-com',
      'a.com-',
      '*.*.com',
      '**.com',
      'w*w.example.com',
      '*.',
    ],
    ...['user@example.com', 'user:pass@example.com', 'http://example.com', 'example.com/', 'example.com:443'],
    ...[
      'ex ample.com',
      'ex\tample.com',
      '\ufeffexample.com',
      'www.exam\u202eple.com',
      'www.exam\u200fple.com',
    ],
    ...['www.exam_ple.com', 'zomb!.com', 'exam\\ple.com', 'exam\u0000ple.com', 'exam\u0007.com'],
    ...['bq--abwhky3f6fxq.example.com', 'bq---x.example.com', 'h---test.example.org', '12--34.example.com'],
    ...['xn--.net', 'xn--a.example', 'xn--109-3veba6djs1bfxlfmx6c9g.xn--f1awi.xn--p1ai'],
    ...['a.b.c.d.e.f.g.h.i.j.k', `${'a'.repeat(64)}.com`, `${'abc.'.repeat(80)}com`, 'a'.repeat(300)],
  ])('fails for %j, as Let’s Encrypt does', (name) => {
    expect(checkDomainName(name)).toEqual({ fault: expect.any(String) });
  });
});

describe('checkDomainNames', () => {
  it('keeps accepted names in the order given, each once and none under a wildcard of the same order', () => {
    const few = fc.constantFrom(
      'a.test',
      'b.a.test',
      '*.a.test',
      'A.test.',
      '*.b.a.test',
      'bücher.test',
      'c.b.a.test',
    );

    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: few }, nearName), { maxLength: 6 }), (given) => {
        const checked = checkDomainNames(given);
        if ('faults' in checked) {
          expect(checked.faults.length).toBeGreaterThan(0);
          for (const { index } of checked.faults) expect([0, ...given.keys()]).toContain(index);
          return;
        }
        const { names } = checked;
        expect(names).toEqual(given.map((name) => canonicalName(name)));
        expect(new Set(names).size).toBe(names.length);
        for (const name of names.filter((candidate) => !candidate.startsWith('*.'))) {
          expect(names).not.toContain(name.replace(/^[^.]+/, '*'));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes a hundred names and not one more', () => {
    const names = Array.from({ length: 101 }, (_, i) => `n${i}.example.com`);

    expect(checkDomainNames(names.slice(1))).toEqual({ names: names.slice(1) });
    expect(checkDomainNames(names)).toMatchObject({ faults: [{ index: 100 }] });
  });
});
