import { describe, expect, it } from 'vitest';
import type { CertificateDefinition } from '../../../../functions/engine/config/definition.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { preflight } from '../../../../functions/engine/preflight/preflight.ts';
import {
  aCertificateState,
  aDefinition,
  aStoredCertificate,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';
import { createMemorySecrets, createRecordedEvents, NO_EXISTING } from '../../../support/memory-ports.ts';
import { aZone, caa, createDns, SILENT } from '../dns/dns-in-memory.ts';
import { runPreflight } from './preflight-world.ts';

const forNames = (...domainNames: string[]) => ({ definition: { domainNames } });
const manyNames = (count: number) => Array.from({ length: count }, (_, i) => `w${i}.example.com`);

describe('preflight', () => {
  it('tries a zone whose status and type it does not know, and tells so', async () => {
    const zone = { ...aZone('example.com'), status: 'verified', type: 'primary' };

    const { targets, events } = runPreflight({ ...forNames('example.com'), zones: [zone] });

    expect((await targets).get('_acme-challenge.example.com')?.zone).toEqual(zone);
    expect(events.named('warning')).toEqual([
      {
        event: 'warning',
        subject: 'example.com',
        message:
          'The zone example.com has the status "verified" and the type "primary" at DNScale, which the renewer ' +
          'does not know. It is tried.',
      },
    ]);
  });

  it('gives every challenge name its target, names and wildcards together', async () => {
    const dns = createDns({ cnames: { '_acme-challenge.example.org': 'org.acme.test' } });
    const zones = [aZone('example.com'), aZone('acme.test')];

    const { targets, events } = runPreflight({
      ...forNames('example.com', '*.example.com', '*.example.org'),
      zones,
      dns,
    });

    expect([...(await targets)]).toEqual([
      ['_acme-challenge.example.com', { name: '_acme-challenge.example.com', zone: zones[0] }],
      ['_acme-challenge.example.org', { name: 'org.acme.test', zone: zones[1] }],
    ]);
    expect(events.named('zones-checked')).toEqual([
      {
        event: 'zones-checked',
        zoneNames: ['example.com', 'acme.test'],
        nameServers: ['ns-192.0.2.1.dnscale.test', 'ns-192.0.2.2.dnscale.test'],
      },
    ]);
    expect(events.named('challenge-delegated')).toEqual([
      {
        event: 'challenge-delegated',
        domainName: 'example.org',
        from: '_acme-challenge.example.org',
        to: 'org.acme.test',
        zoneName: 'acme.test',
      },
    ]);
  });

  it('asks for the delegation of the zones that hold a value, and of no other', async () => {
    const dns = createDns({
      delegations: { 'acme.test': ['192.0.2.1'] },
      cnames: { '_acme-challenge.example.org': 'org.acme.test' },
    });

    await runPreflight({ ...forNames('example.org'), zones: [aZone('acme.test')], dns }).targets;

    expect(dns.asked.filter((question) => question.startsWith('NS'))).toEqual([
      'NS acme.test',
      'NS acme.test',
    ]);
  });

  it('waits for a silent name server once, however many names there are', async () => {
    const dns = createDns({ useless: { '192.0.2.1': SILENT } });

    await runPreflight({ ...forNames(...manyNames(60)), dns }).targets;

    const toSilent = dns.asked.filter((question) => question.startsWith('192.0.2.1 '));
    expect(toSilent.length).toBeLessThanOrEqual(20);
    expect(dns.asked.filter((question) => question.startsWith('192.0.2.2 '))).toHaveLength(60);
  });

  it.each([
    [undefined, 100],
    ['classic', 100],
    ['tlsserver', 25],
    ['shortlived', 25],
  ])('accepts as many names as the profile %s takes (%i), and fails for one more', async (profile, most) => {
    const meta = { profiles: ['classic', 'tlsserver', 'shortlived'] };
    const chosen = profile === undefined ? {} : { profile };
    const runWith = (count: number) =>
      runPreflight({ definition: { domainNames: manyNames(count), ...chosen }, meta }).targets;

    expect((await runWith(most)).size).toBe(most);
    await expect(runWith(most + 1)).rejects.toMatchObject({
      code: 'identifier-rejected',
      disposition: 'person',
      message: expect.stringContaining(`${most + 1} names`),
    });
  });

  it('warns of name servers that are not known, and does not fail', async () => {
    const { targets, events } = runPreflight({ nameServerDomains: ['dnscale.eu'] });

    expect((await targets).size).toBe(1);
    expect(events.named('warning')).toMatchObject([{ event: 'warning', subject: 'example.com' }]);
  });

  it('fails with profile-unknown naming those on offer', async () => {
    const { targets } = runPreflight({
      definition: { profile: 'tlsclient' },
      meta: { profiles: ['classic', 'tlsserver'] },
    });

    await expect(targets).rejects.toMatchObject({
      code: 'profile-unknown',
      message:
        'The CA https://ca.test/directory has no profile "tlsclient". No order was made. Set `profile` to one that it ' +
        'offers: classic, tlsserver.',
    });
  });

  it.each([
    [-301_000, "It stops no renewal, but this machine's clock is 5 minutes behind the CA's. Set it"],
    [86_400_000, "It stops no renewal, but this machine's clock is 1440 minutes ahead of the CA's. Set it"],
  ])('warns of a clock that is wrong by %i ms, and does not fail', async (clockAheadMs, words) => {
    const { targets, events } = runPreflight({ meta: { clockAheadMs } });

    expect((await targets).size).toBe(1);
    expect(events.named('warning')).toEqual([
      { event: 'warning', subject: 'https://ca.test/directory', message: expect.stringContaining(words) },
    ]);
  });

  it.each([undefined, -300_000, 0, 300_000])(
    'says nothing of a clock that is ahead by %s ms',
    async (clockAheadMs) => {
      const { targets, events } = runPreflight({ meta: { clockAheadMs } });

      await targets;
      expect(events.named('warning')).toEqual([]);
    },
  );

  it('fails with dnssec-broken for the zone of a target, and for a name whose challenge a CNAME leads away', async () => {
    const broken = { status: 'broken', detail: 'SERVFAIL' } as const;
    const cnames = { '_acme-challenge.example.org': '_acme-challenge.org.example.com' };
    const targetsOf = (name: string) =>
      runPreflight({ ...forNames('example.org'), dns: createDns({ cnames, dnssec: { [name]: broken } }) })
        .targets;

    await expect(targetsOf('example.com')).rejects.toMatchObject({
      code: 'dnssec-broken',
      subject: 'example.com',
    });
    await expect(targetsOf('example.org')).rejects.toMatchObject({
      code: 'dnssec-broken',
      subject: 'example.org',
    });
    await expect(targetsOf('www.example.org')).resolves.toBeInstanceOf(Map);
  });

  it('fails with caa-forbids', async () => {
    const dns = createDns({ caa: { 'example.com': [caa('0 issue ";"')] } });

    await expect(runPreflight({ dns }).targets).rejects.toMatchObject({ code: 'caa-forbids' });
  });

  it('fails for the zone first, then for the profile, then for CAA', async () => {
    const dns = createDns({ caa: { 'example.com': [caa('0 issue ";"')] } });
    const definition = { profile: 'tlsclient' };

    await expect(runPreflight({ dns, definition, zones: [] }).targets).rejects.toMatchObject({
      code: 'zone-not-found',
    });
    await expect(runPreflight({ dns, definition }).targets).rejects.toMatchObject({
      code: 'profile-unknown',
    });
  });

  it('fails for the first name that has no zone', async () => {
    await expect(runPreflight(forNames('example.com', 'b.test', 'a.test')).targets).rejects.toMatchObject({
      code: 'zone-not-found',
      subject: 'b.test',
    });
  });

  it('fails as the list of zones does, even when more is wrong', async () => {
    const failure = new RenewerError({
      code: 'dnscale-forbidden',
      disposition: 'person',
      message: 'zones:read',
    });
    const events = createRecordedEvents();
    const acme = {
      readMeta: () => Promise.reject(new Error('down')),
      readAccountUrl: async () => '',
    };
    const zones = { listZones: () => Promise.reject(failure), listRecords: async () => [] };

    await expect(
      preflight(
        aDefinition(),
        aCertificateState(),
        {
          acme,
          importer: NO_EXISTING,
          secrets: createMemorySecrets(),
          ...createDns(),
          zones,
          nameServerDomains: [],
          events,
        },
        noDeadline(),
      ),
    ).rejects.toBe(failure);
  });

  it.each<[string, Partial<CertificateDefinition>]>([
    ['another key type', { keyAlgorithm: 'RSA_2048' }],
    ['none of the names that it holds', { domainNames: ['www.example.com'] }],
  ])('fails with import-incompatible for %s, and asks no server', async (_, definition) => {
    const dns = createDns();
    const state = {
      certificate: aStoredCertificate(),
      installations: { 'eu-central-1': { certificateArn: 'arn:1', serial: '0a1b2c', importedAt: NOW } },
    };

    await expect(runPreflight({ definition, state, dns }).targets).rejects.toMatchObject({
      code: 'import-incompatible',
    });
    expect(dns.asked).toEqual([]);
  });
});
