import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameTxt, txtValue } from '../../../functions/dnscale/txt.ts';
import { startProcessorTime } from '../../support/processor-time.ts';

const VALUE = 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ';
const RECORD = {
  zoneId: 'z1',
  zoneName: 'example.com',
  name: '_acme-challenge.www.example.com',
  value: VALUE,
};

describe('txtValue', () => {
  it.each([
    ['no quotes', 'abc'],
    ['quotes', '"abc"'],
    ['several strings', '"a" "b""c"'],
    ['blanks around', '  "abc"\t'],
    ['a decimal escape', '"\\097bc"'],
    ['an escaped letter', '"\\abc"'],
    ['empty strings between', '"" "abc" ""'],
  ])('reads content with %s', (_, content) => {
    expect(txtValue(content)).toBe('abc');
  });

  it('reads escaped quotes and backslashes', () => {
    expect(txtValue('"a\\"b\\\\c"')).toBe('a"b\\c');
  });

  it.each(['"abc', 'abc"', '"a"b"', '"a" b', '"abc\\"'])(
    'leaves malformed content as it is: %s',
    (content) => {
      expect(txtValue(content)).toBe(content);
    },
  );

  it('reads back any value that was quoted in strings of any length', () => {
    const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
    const inDecimal = (text: string) =>
      `"${[...text].map((c) => `\\${String(c.charCodeAt(0)).padStart(3, '0')}`).join('')}"`;
    const ascii = fc.string({ unit: 'binary-ascii' });

    fc.assert(
      fc.property(
        fc.array(fc.tuple(ascii, fc.constantFrom(quoted, inDecimal)), { minLength: 1 }),
        (strings) => {
          const content = strings.map(([text, write]) => write(text)).join(' ');
          expect(txtValue(content)).toBe(strings.map(([text]) => text).join(''));
        },
      ),
    );
  });

  it('takes linear time for hostile content', () => {
    const processorMs = startProcessorTime();

    for (const piece of ['"', '\\"', '"\\', '" ', '"a" ', '\\']) txtValue(`"${piece.repeat(300_000)}x`);

    expect(processorMs()).toBeLessThan(5_000);
  });
});

describe('isSameTxt', () => {
  const listed = { id: 'r1', name: '_acme-challenge.www.example.com.', type: 'TXT', content: `"${VALUE}"` };

  it.each([
    ['as DNScale lists it', {}],
    ['without the dot', { name: '_acme-challenge.www.example.com' }],
    ['in another case', { name: '_ACME-Challenge.WWW.Example.COM.', type: 'txt' }],
    ['with a relative name', { name: '_acme-challenge.www' }],
    ['without quotes', { content: VALUE }],
    ['in two strings', { content: `"${VALUE.slice(0, 20)}" "${VALUE.slice(20)}"` }],
  ])('knows the record %s', (_, changes) => {
    expect(isSameTxt({ ...listed, ...changes }, RECORD)).toBe(true);
  });

  it('knows the record at the apex by @', () => {
    expect(isSameTxt({ ...listed, name: '@' }, { ...RECORD, name: 'example.com' })).toBe(true);
  });

  it.each([
    ['of another type', { type: 'CNAME' }],
    ['at another name', { name: '_acme-challenge.example.com.' }],
    ['at the apex', { name: '@' }],
    ['at a name that is relative only without its dot', { name: '_acme-challenge.www.' }],
    ['with a value in another case', { content: `"${VALUE.toLowerCase()}"` }],
    ['with more in the value', { content: `"${VALUE}x"` }],
  ])('does not take a record %s for ours', (_, changes) => {
    expect(isSameTxt({ ...listed, ...changes }, RECORD)).toBe(false);
  });
});
