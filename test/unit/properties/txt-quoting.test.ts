import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameTxt, txtValue } from '../../../functions/dnscale/txt.ts';
import { foreignText } from './foreign-text.ts';

const base64url = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
/** As RFC 8555 §8.4 makes it. */
const challengeValue = fc.string({ unit: base64url, minLength: 43, maxLength: 43 });

const inQuotes = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
const inDecimals = (text: string) =>
  `"${[...text].map((letter) => `\\${String(letter.charCodeAt(0)).padStart(3, '0')}`).join('')}"`;
const inEscapes = (text: string) => `"${text.replace(/[^0-9]/g, '\\$&')}"`;

type Spelling = { write: (text: string) => string; cuts: number[]; gap: string; around: string };

/** One or more strings (RFC 1035 §5.1), each quoted in one of three ways, with or without blanks between and around. */
const spelling: fc.Arbitrary<Spelling> = fc.record({
  write: fc.constantFrom(inQuotes, inDecimals, inEscapes),
  cuts: fc.array(fc.nat({ max: 43 }), { maxLength: 3 }),
  gap: fc.constantFrom('', ' ', '  ', '\t'),
  around: fc.constantFrom('', ' ', '\n'),
});

function spelt(value: string, { write, cuts, gap, around }: Spelling): string {
  const ends = [0, ...cuts.sort((a, b) => a - b), value.length];
  const strings = ends.slice(1).map((end, i) => write(value.slice(ends[i], end)));
  return around + strings.join(gap) + around;
}

describe('txtValue', () => {
  it('reads a value out of every spelling that a name server may show', () => {
    fc.assert(
      fc.property(challengeValue, spelling, (value, how) => {
        expect(txtValue(value)).toBe(value);
        expect(txtValue(spelt(value, how))).toBe(value);
      }),
    );
  });

  it('never reads two values as the same', () => {
    fc.assert(
      fc.property(
        challengeValue,
        fc.nat({ max: 42 }),
        base64url,
        spelling,
        spelling,
        (value, at, letter, one, two) => {
          const other = value.slice(0, at) + letter + value.slice(at + 1);
          fc.pre(other !== value);
          expect(txtValue(spelt(other, one))).not.toBe(txtValue(spelt(value, two)));
        },
      ),
    );
  });

  it('tells a value from the same letters in the other case, and from a part of itself', () => {
    fc.assert(
      fc.property(challengeValue, spelling, fc.integer({ min: 1, max: 42 }), (value, how, length) => {
        const inverted = [...value]
          .map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()))
          .join('');
        if (/[a-z]/i.test(value)) expect(txtValue(spelt(inverted, how))).not.toBe(value);
        expect(txtValue(spelt(value.slice(0, length), how))).not.toBe(value);
      }),
    );
  });
});

describe('isSameTxt', () => {
  const RECORD = { zoneId: 'z', zoneName: 'example.com', name: '_acme-challenge.www.example.com' };
  const nameSpelling = fc.constantFrom(
    '_acme-challenge.www.example.com.',
    '_acme-challenge.www.example.com',
    '_acme-challenge.www',
    '_ACME-CHALLENGE.WWW.EXAMPLE.COM.',
  );

  it('knows a value of ours in every spelling of name and content', () => {
    fc.assert(
      fc.property(challengeValue, spelling, nameSpelling, (value, how, name) => {
        const listed = { id: 'r', name, type: 'TXT', content: spelt(value, how) };
        expect(isSameTxt(listed, { ...RECORD, value })).toBe(true);
      }),
    );
  });

  it('never takes another value for ours, be it by case alone', () => {
    const cases = (value: string) =>
      value.replace(/[a-z]/gi, (c) => (c < 'a' ? c.toLowerCase() : c.toUpperCase()));
    const others = fc
      .tuple(challengeValue, challengeValue)
      .map(([value, other]) => [value, cases(value), other]);

    fc.assert(
      fc.property(others, spelling, nameSpelling, ([value = '', ...different], how, name) => {
        for (const other of different.filter((candidate) => candidate !== value)) {
          const listed = { id: 'r', name, type: 'TXT', content: spelt(other, how) };
          expect(isSameTxt(listed, { ...RECORD, value })).toBe(false);
        }
      }),
    );
  });

  it('takes nothing foreign for a value of ours', () => {
    fc.assert(
      fc.property(challengeValue, foreignText(), nameSpelling, (value, content, name) => {
        expect(isSameTxt({ id: 'r', name, type: 'TXT', content }, { ...RECORD, value })).toBe(false);
        const listed = { id: 'r', name: content, type: 'TXT', content: `"${value}"` };
        expect(isSameTxt(listed, { ...RECORD, value })).toBe(false);
      }),
    );
  });
});
