import { describe, expect, it } from 'vitest';
import { doubtfulNames } from '../../../../functions/engine/config/certifiable-names.ts';
import { examineNames, namesToExamine } from '../../../../functions/engine/preflight/examine-names.ts';

const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
const many = (count: number) => Array.from({ length: count }, (_, i) => `h${i}.example.com`);

function examined(given: string[], profile: string | undefined, directoryUrl: string) {
  const domainNames = namesToExamine(given);
  return {
    domainNames,
    findings: examineNames(given, { directoryUrl, profile }, doubtfulNames(domainNames, directoryUrl)),
  };
}

describe('examineNames', () => {
  it('is content with valid names, and returns them in canonical form', () => {
    expect(examined(['Example.COM.', 'bücher.example.com'], undefined, LETS_ENCRYPT)).toEqual({
      domainNames: ['example.com', 'xn--bcher-kva.example.com'],
      findings: [
        {
          check: 'names',
          subject: 'names',
          verdict: 'ok',
          message:
            '2 names, valid for Let\'s Encrypt (at most 100 fit into one certificate); "bücher.example.com" is ' +
            'xn--bcher-kva.example.com',
        },
      ],
    });
  });

  it('speaks for no other CA', () => {
    expect(examined(['example.com'], undefined, 'https://ca.test/directory').findings).toMatchObject([
      { verdict: 'ok', message: '1 name, well-formed' },
    ]);
  });

  it('fails for every fault in one go, each on its name', () => {
    const given = ['localhost', 'www.example.com', '*.example.com', 'a_b.example.com'];

    const { findings, domainNames } = examined(given, undefined, LETS_ENCRYPT);

    expect(findings.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual([
      'localhost failure',
      'www.example.com failure',
      'a_b.example.com failure',
    ]);
    expect(domainNames).toEqual(['www.example.com', '*.example.com']);
  });

  it.each([
    ['classic', 100, 'ok'],
    ['classic', 101, 'failure'],
    ['tlsserver', 25, 'ok'],
    ['tlsserver', 26, 'failure'],
    ['shortlived', 26, 'failure'],
  ])('counts names against the profile: %s, %i: %s', (profile, count, verdict) => {
    const { findings } = examined(many(count), profile, LETS_ENCRYPT);

    expect(findings.map((finding) => finding.verdict)).toEqual([verdict]);
  });

  it('fails without any name', () => {
    expect(examined([], undefined, LETS_ENCRYPT).findings).toMatchObject([{ verdict: 'failure' }]);
  });

  it('shows no control characters of a name', () => {
    const { findings } = examined(['a\u001b[31m.example.com'], undefined, LETS_ENCRYPT);

    expect(JSON.stringify(findings)).not.toMatch(/\\u001b/);
  });

  it('returns a hundred names at most', () => {
    expect(examined(many(300), undefined, LETS_ENCRYPT).domainNames).toHaveLength(100);
  });

  it.each([
    ['a public CA', LETS_ENCRYPT, ['example.local failure', '*.co.uk failure', 'www.newtld warning']],
    [
      'any other CA',
      'https://ca.test/directory',
      ['example.local warning', '*.co.uk warning', 'www.newtld warning', 'names ok'],
    ],
  ])('judges by the public suffix list what %s does not certify', (_, directoryUrl, expected) => {
    const given = ['example.local', '*.co.uk', 'www.newtld', 'example.com'];

    const { findings, domainNames } = examined(given, undefined, directoryUrl);

    expect(findings.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual(expected);
    expect(domainNames).toEqual(given);
  });
});
