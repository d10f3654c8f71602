/** A preflight of example.com over ports in memory; a test states what differs. */
import type { CertificateDefinition } from '../../../../functions/engine/config/definition.ts';
import type { AuthorityMeta } from '../../../../functions/engine/ports/acme.ts';
import type { Zone } from '../../../../functions/engine/ports/dns.ts';
import { preflight } from '../../../../functions/engine/preflight/preflight.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aDefinition, noDeadline } from '../../../support/builders.ts';
import { createMemorySecrets, createRecordedEvents, NO_EXISTING } from '../../../support/memory-ports.ts';
import { aZone, createDns } from '../dns/dns-in-memory.ts';

type Given = {
  definition?: Partial<CertificateDefinition>;
  state?: Partial<CertificateState>;
  zones?: Zone[];
  meta?: Partial<AuthorityMeta>;
  dns?: ReturnType<typeof createDns>;
  nameServerDomains?: string[];
};

export function runPreflight(given: Given = {}) {
  const { events, ports } = preflightPorts(given);
  const state = aCertificateState(given.state);
  return { events, targets: preflight(aDefinition(given.definition), state, ports, noDeadline()) };
}

export function preflightPorts(given: Given = {}) {
  const {
    zones = [aZone('example.com')],
    meta,
    dns = createDns(),
    nameServerDomains = ['dnscale.test'],
  } = given;
  const events = createRecordedEvents();
  const acme = {
    readMeta: async () => ({
      profiles: [],
      caaIdentities: ['ca.test'],
      externalAccountRequired: false,
      ...meta,
    }),
    readAccountUrl: async () => 'https://ca.test/acct/1',
  };
  const directory = { ...dns.zones, listZones: async () => zones };
  return {
    events,
    ports: {
      acme,
      importer: NO_EXISTING,
      secrets: createMemorySecrets(),
      ...dns,
      zones: directory,
      nameServerDomains,
      events,
    },
  };
}
