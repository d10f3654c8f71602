import { describe, expect, it } from 'vitest';
import type { AuthorityMeta } from '../../../../functions/engine/ports/acme.ts';
import { type PreflightPorts, preflight } from '../../../../functions/engine/preflight/preflight.ts';
import { aCertificateState, aDefinition, noDeadline } from '../../../support/builders.ts';
import { createMemorySecrets, createRecordedEvents, NO_EXISTING } from '../../../support/memory-ports.ts';
import { aZone, caa, createDns } from '../dns/dns-in-memory.ts';

describe('preflight, in a function that stays warm', () => {
  const OLD = { profiles: ['classic'], caaIdentities: ['old-ca.test'], externalAccountRequired: false };

  /** What was read half an hour ago is `before`; what the CA says now is `now`. */
  function runWarm(
    definition: Parameters<typeof aDefinition>[0],
    [before, now]: [Partial<AuthorityMeta>, Partial<AuthorityMeta>],
    dns = createDns(),
  ) {
    const events = createRecordedEvents();
    let known = before;
    const acme: PreflightPorts['acme'] = {
      readMeta: async (_, maxAgeMs = 3_600_000) => {
        if (maxAgeMs < 1_800_000) known = now;
        return { ...OLD, ...known };
      },
      readAccountUrl: async () => 'https://ca.test/acct/1',
    };
    const zones = { ...dns.zones, listZones: async () => [aZone('example.com')] };
    const ports = {
      ...dns,
      zones,
      acme,
      importer: NO_EXISTING,
      secrets: createMemorySecrets(),
      nameServerDomains: ['dnscale.test'],
      events,
    };
    return { events, targets: preflight(aDefinition(definition), aCertificateState(), ports, noDeadline()) };
  }

  it('takes a profile that the CA offers by now', async () => {
    const { targets } = runWarm({ profile: 'tlsserver' }, [
      { profiles: ['classic'] },
      { profiles: ['classic', 'tlsserver'] },
    ]);

    await expect(targets).resolves.toHaveProperty('size', 1);
  });

  it('fails for a profile that the CA does not offer now, and names those of now', async () => {
    const { targets } = runWarm({ profile: 'other' }, [{}, { profiles: ['shortlived'] }]);

    await expect(targets).rejects.toMatchObject({
      code: 'profile-unknown',
      message: expect.stringContaining('one that it offers: shortlived.'),
    });
  });

  it('warns of no clock that is right by now', async () => {
    const { targets, events } = runWarm({}, [{ clockAheadMs: 900_000 }, { clockAheadMs: 1_000 }]);
    await targets;

    expect(events.named('warning')).toEqual([]);
  });

  it('judges CAA by the issuer names of now', async () => {
    const dns = createDns({ caa: { 'example.com': [caa('0 issue "new-ca.test"')] } });

    const { targets } = runWarm({}, [{}, { caaIdentities: ['new-ca.test'] }], dns);

    await expect(targets).resolves.toHaveProperty('size', 1);
  });

  it.each([
    ['lets the CA in', ['new-ca.test']],
    ['forbids as before', ['old-ca.test']],
  ])('warns once of what could not be asked, where the second look at CAA %s', async (_, caaIdentities) => {
    const dns = createDns({ caa: { 'example.com': [caa('0 issue "new-ca.test"')] } });
    const { lookUpCaa } = dns.lookups;
    dns.lookups.lookUpCaa = async (name, deadline) =>
      name === 'unasked.test' ? { kind: 'failure', reason: 'NOTIMP' } : lookUpCaa(name, deadline);
    const domainNames = ['example.com', 'unasked.test'];

    const { targets, events } = runWarm({ domainNames }, [{}, { caaIdentities }], dns);
    await Promise.allSettled([targets]);

    expect(events.named('warning').map(({ subject }) => subject)).toEqual(['unasked.test']);
  });
});
