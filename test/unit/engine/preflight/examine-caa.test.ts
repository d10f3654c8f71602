import { describe, expect, it } from 'vitest';
import type { CaaRecord, DnsFailure } from '../../../../functions/engine/ports/dns.ts';
import { examineCaa } from '../../../../functions/engine/preflight/examine-caa.ts';
import { noDeadline } from '../../../support/builders.ts';
import { anError } from './doctor-ports.ts';

function issue(value: string, tag = 'issue'): CaaRecord {
  return { flags: 0, tag, value };
}

async function examine(
  domainNames: string[],
  records: Record<string, CaaRecord[] | DnsFailure | Error>,
  caaIdentities = ['ca.test'],
  cnames: Record<string, string> = {},
) {
  const asked: string[] = [];
  const lookUpCaa = async (name: string) => {
    asked.push(name);
    const found = records[name] ?? [];
    if (found instanceof Error) throw found;
    return found;
  };
  const lookUpCname = async (name: string) => cnames[name];
  const meta = { profiles: [], caaIdentities, externalAccountRequired: false };
  const findings = await examineCaa(domainNames, meta, { lookUpCaa, lookUpCname }, noDeadline());
  return { findings, asked };
}

describe('examineCaa', () => {
  it('is content without records, and gives the record that would let in this CA only, once', async () => {
    const { findings } = await examine(['example.com', '*.example.com'], {});

    expect(findings).toEqual([
      {
        check: 'caa',
        subject: 'example.com',
        verdict: 'ok',
        message: 'there are no CAA records: any CA may issue',
        fix: 'To let in this CA only: `example.com. CAA 0 issue "ca.test"`',
      },
      {
        check: 'caa',
        subject: '*.example.com',
        verdict: 'ok',
        message: 'there are no CAA records: any CA may issue',
      },
    ]);
  });

  it('advises that record at the highest names only: below them it counts as well', async () => {
    const { findings } = await examine(['www.example.com', '*.example.com', 'example.com', 'a.test'], {});

    expect(findings.flatMap(({ subject, fix = '' }) => (fix === '' ? [] : [`${subject}: ${fix}`]))).toEqual([
      '*.example.com: To let in this CA only: `example.com. CAA 0 issue "ca.test"`',
      'a.test: To let in this CA only: `a.test. CAA 0 issue "ca.test"`',
    ]);
  });

  it('says that a record takes a host offline that only a wildcard makes', async () => {
    const { findings } = await examine(['shop.example.com'], {});

    expect(findings).toMatchObject([
      {
        fix:
          'To let in this CA only: `shop.example.com. CAA 0 issue "ca.test"` If shop.example.com exists only through a ' +
          'wildcard, give it a record of its own first.',
      },
    ]);
  });

  it('is content with a record that lets this CA in, above the name too', async () => {
    const { findings } = await examine(['a.b.example.com'], { 'example.com': [issue('ca.test')] });

    expect(findings).toEqual([
      {
        check: 'caa',
        subject: 'a.b.example.com',
        verdict: 'ok',
        message: 'the CAA records at example.com let in ca.test',
      },
    ]);
  });

  it('advises nothing where the records are pinned already', async () => {
    const { findings } = await examine(['example.com'], {
      'example.com': [issue('ca.test; validationmethods=dns-01')],
    });

    expect(findings[0]).not.toHaveProperty('fix');
  });

  it('fails for records that let in others only, with the record to add', async () => {
    const { findings } = await examine(['example.com'], { 'example.com': [issue('other.test')] });

    expect(findings[0]).toMatchObject({
      verdict: 'failure',
      message: expect.stringContaining('0 issue "other.test"'),
      fix: expect.stringContaining('example.com. CAA 0 issue "ca.test"'),
    });
  });

  it('fails and says that the records are those of a CNAME’s target', async () => {
    const cnames = { 'www.example.com': 'cdn.elsewhere.test' };
    const { findings } = await examine(
      ['www.example.com'],
      { 'www.example.com': [issue('other.test')] },
      ['ca.test'],
      cnames,
    );

    expect(findings[0]).toMatchObject({
      verdict: 'failure',
      message: expect.stringContaining('(www.example.com is a CNAME to cdn.elsewhere.test, so these count)'),
      fix: expect.stringContaining('cdn.elsewhere.test. CAA 0 issue "ca.test"'),
    });
  });

  it('fails for the wildcard alone where issuewild forbids it', async () => {
    const { findings } = await examine(['example.com', '*.example.com'], {
      'example.com': [issue('ca.test'), issue(';', 'issuewild')],
    });

    expect(findings.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual([
      'example.com ok',
      '*.example.com failure',
    ]);
  });

  it('warns of a record that is for one account, and names it', async () => {
    const { findings } = await examine(['example.com'], {
      'example.com': [issue('ca.test; accounturi=https://ca.test/account/1; validationmethods=dns-01')],
    });

    expect(findings[0]).toMatchObject({
      verdict: 'warning',
      message:
        'the CAA records at example.com let in ca.test for one account only: https://ca.test/account/1',
      fix: 'Check that this is the account of the deployed renewer: its log names it (`account-noted`). `dnscale-certs try` has one of its own, which these records do not let in.',
    });
  });

  it('fails with the words of the lookup that failed, for that name', async () => {
    const { findings } = await examine(['example.com', 'example.net'], {
      'example.com': anError('dnssec-broken', 'the signatures have expired'),
    });

    expect(findings.map(({ subject, verdict, message }) => `${subject} ${verdict} ${message}`)).toEqual([
      'example.com failure the signatures have expired',
      'example.net ok there are no CAA records: any CA may issue',
    ]);
  });

  it('warns where nobody here could be asked for the records', async () => {
    const { findings } = await examine(['example.com'], {
      'example.com': { kind: 'failure', reason: 'the resolver 192.0.2.53:53 says NOTIMP' },
    });

    expect(findings).toEqual([
      {
        check: 'caa',
        subject: 'example.com',
        verdict: 'warning',
        message:
          'The CAA records of example.com could not be asked for from here: the resolver 192.0.2.53:53 says NOTIMP. ' +
          'The CA asks for itself, so this stops nothing; if it refuses because of CAA, no certificate is issued.',
        fix: 'Name a resolver that knows the type CAA with `--resolver`.',
      },
    ]);
  });

  it('asks for each name once, however many names lie below it', async () => {
    const { asked } = await examine(['a.example.com', 'b.example.com'], {});

    expect(asked.toSorted()).toEqual(['a.example.com', 'b.example.com', 'com', 'example.com']);
  });

  it('does not judge records for a CA that does not say who it is', async () => {
    const { findings } = await examine(
      ['example.com', 'example.net'],
      { 'example.com': [issue('other.test')] },
      [],
    );

    expect(findings.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual([
      'example.com unknown',
      'example.net ok',
    ]);
  });
});
