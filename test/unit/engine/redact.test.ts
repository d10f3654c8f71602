import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../functions/engine/redact.ts';
import { startProcessorTime } from '../../support/processor-time.ts';

const redact = createRedactor('dns_a/"&1', '[token]');

describe('createRedactor', () => {
  it.each([
    ['as it is', 'dns_a/"&1'],
    ['in JSON', 'dns_a\\/\\"&1'],
    ['in JSON, in numbers', '\\u0064\\u006e\\u0073\\u005F\\u0061\\u002f\\u0022\\u0026\\u0031'],
    ['in JSON, in part', 'd\\u006es_a\\/\\u0022&1'],
    ['in JSON in JSON', '\\\\u0064ns_a/\\\\\\"\\\\u00261'],
    ['in HTML', 'dns_a/&quot;&amp;1'],
    ['in HTML, in numbers', '&#100;&#x6E;s_a&#47;&#x22;&#0038;1'],
    ['in a URL', 'dns_a%2F%22%261'],
    ['in a URL in a URL', 'dns_a%252f%2522%25261'],
    ['in upper case', 'DNS_A/"&1'],
  ])('takes the token out %s', (_, spelled) => {
    expect(redact(`before ${spelled} after ${spelled}`)).toBe('before [token] after [token]');
  });

  it('takes out what is not ASCII, in our words unless others are given', () => {
    expect(createRedactor('k€y\n😀')('a K€Y\n😀 and k\\u20acy\n\\ud83d\\ude00')).toBe(
      'a [left out] and [left out]',
    );
  });

  it.each(['dns_a1', 'DNS_A1', 'dNs_A1'])(
    'takes %s out where nothing is escaped, after letters that grow in lower case',
    (spelled) => {
      expect(createRedactor('Dns_a1')(`İİ ${spelled}`)).toBe('İİ [left out]');
    },
  );

  it('leaves all else as it is', () => {
    const text = '{"error":"dns_a","message":"\\u0064ns_b/\\"&1"}';

    expect(redact(text)).toBe(text);
  });

  it.each([
    ['as it is', 'kept KEY kept', 'kept [left out] kept'],
    ['in part', 'ke', 'ke'],
    ['beside an escape', 'a\\n key', 'a\\n [left out]'],
  ])('takes out a secret without special characters: %s', (_, text, expected) => {
    expect(createRedactor('key')(text)).toBe(expected);
  });

  it.each([
    ['a backslash before each character', 'k\\e\\y', '[left out]'],
    [
      'backslashes before the secret, as JSON in JSON has them',
      '{\\"a\\":\\"\\key\\"}',
      '{\\"a\\":\\"[left out]\\"}',
    ],
    ['an escape elsewhere', '\\"k\\u0065y\\"', '\\"[left out]\\"'],
  ])('takes out a secret behind %s', (_, text, expected) => {
    expect(createRedactor('key')(text)).toBe(expected);
  });

  it('takes out a secret that has a backslash itself', () => {
    expect(createRedactor('k\\ey')('a k\\\\ey and k\\ey, but no key')).toBe(
      'a [left out] and [left out], but no key',
    );
  });

  it('costs next to nothing where backslashes stand before quotes alone, as in every TXT value of DNScale', () => {
    const answer = JSON.stringify({
      records: Array.from({ length: 20 }, () => ({ content: '"v=spf1 -all"' })),
    });
    const processorMs = startProcessorTime();

    for (let n = 0; n < 1_000; n += 1) {
      const token = `dnscale_live_${n}`.padEnd(60, 'Abc0-_');
      expect(createRedactor(token)(answer)).toBe(answer);
    }

    // With a pattern compiled for each it takes two seconds and more.
    expect(processorMs()).toBeLessThan(1_000);
  });

  it('costs next to nothing where the text has no escapes, also for a secret of its own for each text', () => {
    const answer = JSON.stringify({ status: 'pending', token: 'x'.repeat(43) }).repeat(10);
    const processorMs = startProcessorTime();

    for (let n = 0; n < 1_000; n += 1) {
      const signature = `${n}`.padStart(86, 'Abc0-_');
      expect(createRedactor(signature)(answer)).toBe(answer);
    }

    // With a pattern compiled for each it takes four seconds and more.
    expect(processorMs()).toBeLessThan(1_000);
  });
});
