/** Puts the engine and its adapters together for one issuance from here. Makes no connection and reads no token. */
import { randomBytes, randomUUID } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { createCsr } from '../../functions/acme/csr.ts';
import { createAccountKey, createCertificateKey } from '../../functions/acme/keys.ts';
import { versionName } from '../../functions/engine/certificate/version-name.ts';
import { DEFAULTS } from '../../functions/engine/config/defaults.ts';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import { memoize } from '../../functions/engine/memoize.ts';
import type { AccountKeyStore, ExternalAccountSource } from '../../functions/engine/ports/acme.ts';
import type { EventSink } from '../../functions/engine/ports/events.ts';
import type { CertificateImporter, SecretTarget } from '../../functions/engine/ports/store.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import type { RunPorts } from '../../functions/engine/run/run.ts';
import { createFileAccountKeys } from '../../functions/files/account-keys.ts';
import { createFileRecords, readFileState } from '../../functions/files/file-records.ts';
import { createFileStore, type FileStore } from '../../functions/files/file-store.ts';
import { acmeServerLater } from '../acme/wiring.ts';
import { wireResolver } from '../dns/wiring.ts';
import { createEnvironmentAccount } from './external-account.ts';
import type { TryStart } from './start/wiring.ts';

export type TryWiring = {
  ports: RunPorts;
  store: FileStore;
  readState(): Promise<CertificateState>;
};

export type TryRequest = {
  definition: CertificateDefinition;
  /** Contact for the ACME account. @default - none */
  email: string | undefined;
  events: EventSink;
};

export function wireTry(start: TryStart, { definition, email, events }: TryRequest): TryWiring {
  const { settings, dnscale, folder, resolvers } = start;
  const resolver = wireResolver(settings, resolvers);
  const store = createFileStore(folder);
  const { propagationTimeoutMs, pollingIntervalMs: longestPauseMs } = settings;
  const closedPortWaitMs = DEFAULTS.dnscale.closedPortWaitSeconds * 1_000;
  const ports: RunPorts = {
    clock,
    events,
    reader: 'caller',
    store,
    zones: dnscale,
    txtRecords: dnscale,
    resolver,
    lookups: resolver,
    nameServerDomains: settings.nameServerDomains,
    delegationZones: settings.delegationZones,
    records: createFileRecords({ folder, definition }),
    // It counts no orders: a person runs it, for one certificate at a time.
    orderQuota: { take: async () => {}, expectRoom: async () => {} },
    importer: IMPORTS_NOTHING,
    secrets: WRITES_NO_SECRET,
    tokenVersions: { readCurrentVersion: async () => '' },
    propagation: { timeoutMs: propagationTimeoutMs, closedPortWaitMs, longestPauseMs },
    // The definition is the person's own.
    expectAuthority: () => {},
    acmeServer: acmeServers({
      accountKeys: createFileAccountKeys(folder),
      externalAccounts: createEnvironmentAccount(settings.eab),
      contact: email,
      allowPrivateOrigins: settings.allowPrivateOrigins,
    }),
    createKey: createCertificateKey,
    readRoots: () => rootCertificates,
    createCsr,
    newVersion: (now) => versionName(now, randomBytes(4)),
    newRunId: randomUUID,
  };
  return { ports, store, readState: () => readFileState(folder, definition.certificateName) };
}

type Accounts = {
  accountKeys: AccountKeyStore;
  externalAccounts: ExternalAccountSource;
  contact: string | undefined;
  allowPrivateOrigins: boolean;
};

/** One server for each directory: it remembers the directory, the account and its orders. */
function acmeServers({ accountKeys, externalAccounts, ...settings }: Accounts): RunPorts['acmeServer'] {
  const made = new Set<string>();
  const makeKey = () => {
    const key = createAccountKey();
    made.add(key);
    return key;
  };
  return memoize((directoryUrl) =>
    acmeServerLater({
      directoryUrl,
      loadAccountKey: (deadline) => accountKeys.getOrCreate(directoryUrl, makeKey, deadline),
      isNewKey: (stored) => made.has(stored),
      loadExternalAccount: (deadline) => externalAccounts.readExternalAccount(directoryUrl, deadline),
      ...settings,
      // The command does not get here without --accept-tos.
      termsOfServiceAgreed: true,
      clock,
    }),
  );
}

/** The definition names no region. */
const IMPORTS_NOTHING: CertificateImporter = {
  deleteCertificate: () => Promise.reject(new Error('a try imports nothing')),
  importCertificate: () => Promise.reject(new Error('a try imports nothing')),
  readCertificate: () => Promise.reject(new Error('a try imports nothing')),
  readExisting: () => Promise.reject(new Error('a try imports nothing')),
  tagCertificate: () => Promise.reject(new Error('a try imports nothing')),
};

/** The definition asks for none. */
const WRITES_NO_SECRET: SecretTarget = {
  expectOwn: () => Promise.reject(new Error('a try writes no secret')),
  writeSecret: () => Promise.reject(new Error('a try writes no secret')),
  readVersionId: () => Promise.reject(new Error('a try writes no secret')),
  deleteSecret: () => Promise.reject(new Error('a try writes no secret')),
};
