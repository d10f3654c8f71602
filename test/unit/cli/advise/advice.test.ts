import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../../../cli/advise/advice.ts';
import { adviceText } from '../../../../cli/advise/advice-text.ts';
import { parseUses, USE_NAMES, type UseName } from '../../../../cli/advise/uses.ts';

const NAMES = ['example.com', '*.example.com'];
const plain = (_: string, text: string) => text;

describe('adviceFor', () => {
  it.each<[UseName[]]>([
    [['load-balancer']],
    [['cloudfront']],
    [['load-balancer', 'cloudfront', 'api-gateway']],
  ])('says that ACM’s free certificate does it for %j', (uses) => {
    expect(adviceFor(NAMES, uses)).toMatchObject({ verdict: 'acm-free', exportableFits: true });
  });

  it.each<[UseName[], boolean]>([
    [['servers'], true],
    [['containers'], true],
    [['kubernetes'], true],
    [['other-cloud'], true],
    [['files'], true],
    [['load-balancer', 'servers'], true],
    [['load-balancer', 'choose-ca'], false],
    [['cloudfront', 'short-life'], false],
  ])('says that dnscale-certs does it for %j; exportable certificates do: %s', (uses, exportableFits) => {
    expect(adviceFor(NAMES, uses)).toMatchObject({ verdict: 'dnscale-certs', exportableFits });
  });

  it.each([
    [['example.com'], 7],
    [['example.com', '*.example.com'], 86],
    [['a.example.com', 'b.example.com', '*.example.org', '*.example.net'], 172],
  ])('knows what an exportable certificate for %j costs at each issue', (names, usd) => {
    expect(adviceFor(names, ['servers']).exportableUsd).toBe(usd);
  });

  it('counts one CNAME for a name and its wildcard', () => {
    const { cnameNames } = adviceFor(['*.example.com', 'example.com', 'www.example.com'], ['cloudfront']);

    expect(cnameNames).toEqual(['example.com', 'www.example.com']);
  });

  it('has the prices of the README, with their date', () => {
    const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
    const text = adviceText(adviceFor(NAMES, ['servers']), { columns: 80, cutsNames: true, paint: plain });

    expect(text).toContain('prices of November 2026\n');
    expect(text).toContain('$86 each time, two or three times a year');
    expect(text).toContain('about $4 a month');
    expect(readme).toContain('prices of November 2026');
    expect(readme).toContain('for $7 a name and $79 a wildcard at each issuance and each\n  renewal');
    expect(readme).toContain('`example.com` with `*.example.com` is $86 each time.');
    expect(readme).toContain('costs about $4 a month');
  });
});

describe('adviceText', () => {
  it.each<[string, string[], UseName[]]>([
    ['acm-free', NAMES, ['load-balancer', 'cloudfront']],
    ['many-names', Array.from({ length: 12 }, (_, index) => `host${index}.example.com`), ['api-gateway']],
    ['files', ['mail.example.com'], ['servers', 'kubernetes']],
    ['mixed', NAMES, ['load-balancer', 'servers', 'choose-ca']],
  ])('fits a terminal of 80 columns, also a wider one: %s', async (name, names, uses) => {
    const advice = adviceFor(names, uses);
    const [text, wide] = [80, 140].map((columns) =>
      adviceText(advice, { columns, cutsNames: true, paint: plain }),
    );

    expect(Math.max(...(text ?? '').split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(wide).toBe(text);
    await expect(text).toMatchFileSnapshot(`screens/${name}-80.txt`);
    await expect(wide).toMatchFileSnapshot(`screens/${name}-140.txt`);
  });

  it('fits a narrow terminal', () => {
    const lines = adviceText(adviceFor(NAMES, ['load-balancer']), {
      columns: 72,
      cutsNames: true,
      paint: plain,
    }).split('\n');

    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(72);
  });
});

describe('parseUses', () => {
  it.each([
    ['load-balancer,cloudfront', ['load-balancer', 'cloudfront']],
    ['1 4', ['load-balancer', 'servers']],
    [' servers,\t4 ', ['servers']],
  ])('reads %j', (text, uses) => {
    expect(parseUses(text)).toEqual(uses);
  });

  it.each(['', ' , ', '0', '11', 'toString', 'servers,shop'])('reads nothing in %j', (text) => {
    expect(USE_NAMES).toHaveLength(10);
    expect(parseUses(text)).toBeUndefined();
  });
});
