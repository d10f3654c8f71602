/**
 * The engine with its real adapters for DNScale, DNS and ACME, in a world of DNScale's emulator and Pebble; what AWS
 * keeps is in memory. Used by the integration tests and the benchmark.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { createAcmeServer } from '../../../functions/acme/acme-server.ts';
import { createCsr } from '../../../functions/acme/csr.ts';
import { createAccountKey, createCertificateKey } from '../../../functions/acme/keys.ts';
import { createDnscale } from '../../../functions/dnscale/dnscale.ts';
import { versionName } from '../../../functions/engine/certificate/version-name.ts';
import type { CertificateDefinition } from '../../../functions/engine/config/definition.ts';
import { systemClock as clock, deadlineIn } from '../../../functions/engine/deadline.ts';
import { renewCertificate } from '../../../functions/engine/run/renew-certificate.ts';
import type { RunPorts } from '../../../functions/engine/run/run.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import { aDefinition } from '../builders.ts';
import {
  createMemoryImporter,
  createMemoryOrderQuota,
  createMemoryRecords,
  createMemorySecrets,
  createMemoryStore,
  createRecordedEvents,
} from '../memory-ports.ts';
import { type Dnscale, type DnscaleOptions, startDnscale } from './dnscale/dnscale.ts';
import { type Pebble, type PebbleOptions, startPebble } from './pebble.ts';

export type EngineWorld = { dnscale: Dnscale; pebble: Pebble; stop(): Promise<void> };

/** DNScale and the CA, started together; the CA asks DNScale's caching resolver, as a real one would. */
export async function startEngineWorld(
  options: { dnscale?: DnscaleOptions; pebble?: Omit<PebbleOptions, 'resolver'> } = {},
): Promise<EngineWorld> {
  // Many tests issue for one name within a minute; those about the cache ask for it.
  const dnscale = await startDnscale({ cacheSeconds: 0, ...options.dnscale });
  const pebble = await startPebble({ ...options.pebble, resolver: dnscale.resolverAddress });
  return {
    dnscale,
    pebble,
    stop: async () => {
      await Promise.all([dnscale.stop(), pebble.stop()]);
    },
  };
}

export type EngineOptions = {
  definition?: Partial<CertificateDefinition>;
  /** @default a new token that may do everything */
  token?: string;
  propagationTimeoutMs?: number;
  /** Replaces single ports. */
  ports?: Partial<RunPorts>;
  accountKeyPem?: string;
};

/** The engine for one certificate: records, store and importer are kept from run to run. */
export function createEngine({ dnscale, pebble }: EngineWorld, options: EngineOptions = {}) {
  const ofThisCa = { certificateAuthority: pebble.directoryUrl, profile: 'default' };
  const definition = aDefinition({ ...ofThisCa, ...options.definition });
  const records = createMemoryRecords({ definition, owner: 'test', hash: 'hash-1' });
  const store = createMemoryStore();
  const importer = createMemoryImporter();
  const events = createRecordedEvents();
  const ports: RunPorts = {
    ...worldPorts({ dnscale, pebble }, options),
    records,
    store,
    importer,
    events,
    ...options.ports,
  };
  return {
    definition,
    records,
    store,
    importer,
    events,
    ports,
    run: (workMs = 30_000) =>
      renewCertificate(definition.certificateName, ports, {
        work: deadlineIn(workMs, clock),
        cleanUp: deadlineIn(workMs + 8_000, clock),
        end: deadlineIn(workMs + 10_000, clock),
      }),
  };
}

type WorldPorts = Omit<RunPorts, 'records' | 'store' | 'importer' | 'events'>;

function worldPorts({ dnscale, pebble }: Omit<EngineWorld, 'stop'>, options: EngineOptions): WorldPorts {
  const token = options.token ?? dnscale.addToken();
  const accountKeyPem = options.accountKeyPem ?? createAccountKey();
  const zonesAndRecords = createDnscale({ apiUrl: dnscale.apiUrl, readToken: async () => token, clock });
  const acme = createAcmeServer({
    directoryUrl: pebble.directoryUrl,
    trustedCaPem: pebble.caCertificatePem,
    loadAccountKey: async () => accountKeyPem,
    termsOfServiceAgreed: true,
    clock,
  });
  const resolver = createResolver({
    allowPrivateNameServers: true,
    clock,
    recursiveServers: [dnscale.resolverAddress],
    validatingServers: [dnscale.resolverAddress],
    nameServerPort: dnscale.dnsPort,
  });
  return {
    clock,
    orderQuota: createMemoryOrderQuota(clock),
    secrets: createMemorySecrets(),
    zones: zonesAndRecords,
    txtRecords: zonesAndRecords,
    tokenVersions: { readCurrentVersion: async () => 'v1' },
    resolver,
    lookups: resolver,
    nameServerDomains: ['dnscale.test'],
    delegationZones: ['acme.test'],
    expectAuthority: () => {},
    acmeServer: () => acme,
    propagation: { timeoutMs: options.propagationTimeoutMs ?? 20_000, closedPortWaitMs: 60_000 },
    createKey: createCertificateKey,
    readRoots: () => rootCertificates,
    createCsr,
    newVersion: (now) => versionName(now, randomBytes(4)),
    newRunId: randomUUID,
  };
}
