import { describe, expect, it } from 'vitest';
import { examineNames } from '../../../../functions/engine/preflight/examine-names.ts';

const many = (count: number) => Array.from({ length: count }, (_, i) => `h${i}.example.com`);

describe('examineNames', () => {
  it('is content with valid names, and returns them in canonical form', () => {
    expect(examineNames(['Example.COM.', 'bücher.example'], undefined)).toEqual({
      domainNames: ['example.com', 'xn--bcher-kva.example'],
      findings: [
        {
          check: 'names',
          subject: 'names',
          verdict: 'ok',
          message:
            '2 names, valid for Let\'s Encrypt (at most 100 fit into one certificate); "bücher.example" is ' +
            'xn--bcher-kva.example',
        },
      ],
    });
  });

  it('fails for every fault in one go, each on its name', () => {
    const given = ['localhost', 'www.example.com', '*.example.com', 'a_b.example.com'];

    const { findings, domainNames } = examineNames(given, undefined);

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
    const { findings } = examineNames(many(count), profile);

    expect(findings.map((finding) => finding.verdict)).toEqual([verdict]);
  });

  it('fails without any name', () => {
    expect(examineNames([], undefined).findings).toMatchObject([{ verdict: 'failure' }]);
  });

  it('shows no control characters of a name', () => {
    const { findings } = examineNames(['a\u001b[31m.example.com'], undefined);

    expect(JSON.stringify(findings)).not.toMatch(/\\u001b/);
  });

  it('returns a hundred names at most', () => {
    expect(examineNames(many(300), undefined).domainNames).toHaveLength(100);
  });
});
