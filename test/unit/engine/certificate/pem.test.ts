import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitPemCertificates } from '../../../../functions/engine/certificate/pem.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { startProcessorTime } from '../../../support/processor-time.ts';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';
const ONE = `${BEGIN}\nTUlJQg==\n${END}\n`;
const TWO = `${BEGIN}\nQ0NDQw==\n${END}\n`;
const CAP = 256 * 1024;

describe('splitPemCertificates', () => {
  it('gives the certificates in the order of the text', () => {
    expect(splitPemCertificates(ONE + TWO)).toEqual([ONE, TWO]);
  });

  it('takes CRLF, blank lines and blanks between the certificates and around them', () => {
    const pem = `\r\n \t${BEGIN}\r\nTUlJQg==\r\n${END}\r\n\r\n${TWO}\n\n`;

    expect(splitPemCertificates(pem)).toEqual([ONE, TWO]);
  });

  it('takes ten certificates', () => {
    expect(splitPemCertificates(ONE.repeat(10))).toHaveLength(10);
  });

  it.each([
    ['an empty text', ''],
    ['nothing but whitespace', ' \r\n\t\n'],
    ['a page of HTML', '<!doctype html><title>502 Bad Gateway</title>'],
    ['explanatory text before a certificate', `subject=CN=example.com\n${ONE}`],
    ['explanatory text between two certificates', `${ONE}issuer=CN=Test\n${TWO}`],
    ['text after the last certificate', `${ONE}x`],
    ['another kind of PEM block', '-----BEGIN PRIVATE KEY-----\nTUlJQg==\n-----END PRIVATE KEY-----\n'],
    ['a certificate without an end', `${BEGIN}\nTUlJQg==\n`],
    ['a certificate inside another one', `${BEGIN}\n${ONE}`],
    ['an empty certificate', `${BEGIN}${END}`],
    ['PEM headers', `${BEGIN}\nProc-Type: 4,ENCRYPTED\n\nTUlJQg==\n${END}\n`],
    ['a byte order mark', `\uFEFF${ONE}`],
    ['eleven certificates', ONE.repeat(11)],
    ['more than 256 KiB', ONE + '\n'.repeat(CAP)],
  ])('fails on %s', (_, pem) => {
    expect(() => splitPemCertificates(pem)).toThrow(
      expect.objectContaining({ code: 'acme-unavailable', disposition: 'next-run' }),
    );
  });

  it('fails without the control characters of the foreign text in its message', () => {
    expect(() => splitPemCertificates('\u001b[31mred\u202e')).toThrow(/there is "\[31mred" where/);
  });

  it('throws nothing but a RenewerError, whatever the text', () => {
    const fragment = fc.oneof(
      fc.constantFrom(BEGIN, END, ONE, '-----', '\n', 'TUlJQg==', '-----BEGIN ', 'CERTIFICATE'),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );

    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 30 }), (fragments) => {
        const result = splitOrError(fragments.join(''));

        return Array.isArray(result) || result instanceof RenewerError;
      }),
    );
  });

  // Eight times the text may take eight times as long; a quadratic reader would take 64 times as long.
  it.each([
    ['whitespace', (size: number) => '\n'.repeat(size)],
    ['a body without an end', (size: number) => BEGIN + 'A'.repeat(size - 27)],
    ['many beginnings', (size: number) => BEGIN.repeat(Math.floor(size / 27))],
    ['many half endings', (size: number) => BEGIN + '-----END CERTIFICATE----'.repeat(size / 24 - 2)],
    ['a bad character at the end of a body', (size: number) => `${BEGIN}${'A'.repeat(size - 60)}!${END}`],
    ['blanks at the end of a body', (size: number) => `${BEGIN}A${' '.repeat(size - 60)}${END}`],
    [
      'the lines that made a known PEM parser backtrack',
      (size: number) => `${BEGIN}\n${'A: B\n\n'.repeat(size / 6 - 10)}`,
    ],
  ])('takes linear time on %s', (_, hostile) => {
    const small = fastestMs(hostile(8 * 1024));
    const large = fastestMs(hostile(64 * 1024));

    expect(large).toBeLessThan(Math.max(32 * small, 1));
  });
});

function fastestMs(pem: string): number {
  const times = Array.from({ length: 5 }, () => {
    const processorMs = startProcessorTime();
    splitOrError(pem);
    return processorMs();
  });
  return Math.min(...times);
}

function splitOrError(pem: string): unknown {
  try {
    return splitPemCertificates(pem);
  } catch (thrown) {
    return thrown;
  }
}
