import { describe, expect, it } from 'vitest';
import { checkCaa } from '../../../../functions/engine/preflight/check-caa.ts';
import { noDeadline } from '../../../support/builders.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';
import { caa, createDns, lookupFailed } from '../dns/dns-in-memory.ts';

const ACCOUNT = 'https://ca.test/acct/1';

function createCa(caaIdentities = ['ca.test']) {
  const calls: string[] = [];
  return {
    calls,
    readMeta: async () => ({ profiles: [], caaIdentities, externalAccountRequired: false }),
    readAccountUrl: async () => {
      calls.push('readAccountUrl');
      return ACCOUNT;
    },
  };
}

const check = (
  domainNames: string[],
  { lookups }: ReturnType<typeof createDns>,
  acme = createCa(),
  events = createRecordedEvents(),
) => checkCaa(domainNames, { acme, lookups, events }, noDeadline());

describe('checkCaa', () => {
  it('accepts names without CAA records, and asks for each name once', async () => {
    const dns = createDns();
    const names = Array.from({ length: 100 }, (_, i) => `w${i}.example.com`);

    await check(['example.com', '*.example.com', ...names], dns);

    expect(dns.asked).toHaveLength(102);
    expect(new Set(dns.asked).size).toBe(102);
  });

  it('asks nothing when the CA does not say by which names it is known', async () => {
    const dns = createDns({ caa: { 'example.com': [caa('0 issue ";"')] } });

    await check(['example.com'], dns, createCa([]));

    expect(dns.asked).toEqual([]);
  });

  it('asks for the account only when a record names one, and once', async () => {
    const free = createCa();
    await check(['example.com'], createDns({ caa: { 'example.com': [caa('0 issue "ca.test"')] } }), free);
    const pinned = createCa();
    const records = [caa(`0 issue "ca.test; accounturi=${ACCOUNT}"`)];
    await check(['a.example.com', 'b.example.com'], createDns({ caa: { 'example.com': records } }), pinned);

    expect(free.calls).toEqual([]);
    expect(pinned.calls).toEqual(['readAccountUrl']);
  });

  it('fails with caa-forbids, naming name, place, record and remedy', async () => {
    const dns = createDns({ caa: { 'example.com': [caa('0 issue "other.test"')] } });

    await expect(check(['example.org', 'www.example.com'], dns)).rejects.toMatchObject({
      code: 'caa-forbids',
      disposition: 'person',
      subject: 'example.com',
      message:
        'The CA must not issue for www.example.com: the CAA records at example.com are 0 issue "other.test": none of ' +
        'them lets in ca.test. No order was made. Add this record beside the others, at DNScale or wherever example.com ' +
        'is kept: `example.com. CAA 0 issue "ca.test"`',
    });
  });

  it('fails with every record that is missing, each once', async () => {
    const dns = createDns({
      caa: {
        'example.com': [caa('0 issue "other.test"'), caa('0 issuewild ";"')],
        'example.net': [caa('128 future "x"')],
      },
    });

    const failure = await check(
      ['example.com', 'www.example.com', '*.example.com', 'example.net'],
      dns,
    ).catch((thrown) => thrown);

    expect(failure.message.match(/example\.com\. CAA 0 issue "ca\.test"/g)).toHaveLength(1);
    expect(failure.message).toContain('example.com. CAA 0 issuewild "ca.test"');
    expect(failure.message).toContain('128 future "x"');
  });

  it('fails and says that the records are those of a CNAME’s target', async () => {
    const dns = createDns({
      cnames: { 'www.example.com': 'cdn.elsewhere.test' },
      caa: { 'www.example.com': [caa('0 issue "other.test"')] },
    });

    await expect(check(['www.example.com'], dns)).rejects.toThrow(
      'the CAA records at cdn.elsewhere.test are 0 issue "other.test": none of them lets in ca.test (www.example.com ' +
        'is a CNAME to cdn.elsewhere.test, so these count). No order was made. Add this record beside the others, at ' +
        'DNScale or wherever cdn.elsewhere.test is kept: `cdn.elsewhere.test. CAA 0 issue "ca.test"`',
    );
  });

  it('fails for another account than ours', async () => {
    const dns = createDns({
      caa: { 'example.com': [caa('0 issue "ca.test; accounturi=https://ca.test/9"')] },
    });

    await expect(check(['example.com'], dns)).rejects.toMatchObject({
      code: 'caa-forbids',
      message: expect.stringContaining('but not for our account https://ca.test/acct/1'),
    });
  });

  it('warns once, and goes on, where nobody here could be asked for the records', async () => {
    const events = createRecordedEvents();
    const dns = createDns({
      caa: { 'example.com': { kind: 'failure', reason: 'the resolver 192.0.2.53:53 says NOTIMP' } },
    });

    await check(['example.com', '*.example.com', 'www.example.com'], dns, createCa(), events);

    expect(events.named('warning')).toEqual([
      {
        event: 'warning',
        subject: 'example.com',
        message:
          'The CAA records of example.com could not be asked for from here: the resolver 192.0.2.53:53 says NOTIMP. ' +
          'The CA asks for itself, so this stops nothing; if it refuses because of CAA, no certificate is issued.',
      },
    ]);
  });

  it('judges no records above a name that could not be asked for: it may have its own', async () => {
    const failure = { kind: 'failure', reason: 'REFUSED' } as const;
    const dns = createDns({ caa: { 'www.example.com': failure, 'example.com': [caa('0 issue ";"')] } });

    await expect(check(['www.example.com'], dns)).resolves.toBeUndefined();
    await expect(check(['www.example.com', 'example.com'], dns)).rejects.toMatchObject({
      code: 'caa-forbids',
      subject: 'example.com',
    });
  });

  it('stops where every resolver fails: the CA must not issue then', async () => {
    const dns = createDns({ caa: { 'example.com': lookupFailed('caa-unanswered', 'example.com') } });

    await expect(check(['example.com'], dns)).rejects.toMatchObject({ code: 'caa-unanswered' });
  });

  it('fails as the lookup of the first name that fails', async () => {
    const dns = createDns({
      caa: {
        'b.test': lookupFailed('caa-unanswered', 'b.test'),
        'c.test': lookupFailed('dnssec-broken', 'c.test'),
      },
    });

    await expect(check(['a.test', 'b.test', 'c.test'], dns)).rejects.toMatchObject({
      code: 'caa-unanswered',
      subject: 'b.test',
    });
  });
});
