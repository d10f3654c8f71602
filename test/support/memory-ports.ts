/**
 * Records, store and importer in memory: for tests and benchmarks of the engine, where AWS is not the subject. Contract
 * tests cover the real adapters.
 */

import { countOne, noOrderLeft, type OrderCounts } from '../../functions/engine/issuance/order-window.ts';
import type { CountedOrder, OrderQuota } from '../../functions/engine/ports/acme.ts';
import type { EventSink, RunEvent } from '../../functions/engine/ports/events.ts';
import type {
  CertificateRecords,
  CheckRequests,
  NextCheck,
  RequestedRevocation,
  StateClaim,
  StoredDefinition,
} from '../../functions/engine/ports/records.ts';
import type {
  CertificateFiles,
  CertificateImporter,
  CertificateStore,
  ImportRequest,
  SecretRequest,
  SecretTarget,
  StoredCertificate,
  TagRequest,
} from '../../functions/engine/ports/store.ts';
import type { Clock } from '../../functions/engine/ports/time.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import { aCertificateState } from './builders.ts';

export type MemoryRecords = CertificateRecords & {
  state: CertificateState;
  definition: StoredDefinition | undefined;
  /** The next check as the last report set it; undefined while a run holds the claim. */
  next: NextCheck | undefined;
  /** Whether another run holds the claim. */
  taken: boolean;
  /** Ids of the requests that are due. */
  requests: string[];
  /** Deployments that wait. */
  awaited: CheckRequests['awaited'];
  /** @default - no withdrawal is among them */
  destroys?: boolean;
  /** When a person asked for a new certificate. */
  forcedAt?: Date;
  /** With the request of the same place in `requests`. */
  revocations?: RequestedRevocation[];
  /** No run has worked on the certificate yet. @default false */
  isNew: boolean;
};

export function createMemoryRecords(
  definition: StoredDefinition | undefined,
  state: Partial<CertificateState> = {},
): MemoryRecords {
  const certificateName = definition?.definition.certificateName ?? 'example.com';
  const records: MemoryRecords = {
    state: aCertificateState({ certificateName, ...state }),
    definition,
    next: undefined,
    taken: false,
    requests: [],
    awaited: [],
    isNew: false,
    readDefinition: async () => records.definition,
    readRequests: async () => {
      const { requests, awaited, destroys, forcedAt, revocations } = records;
      return {
        checks: [...requests],
        awaited: [...awaited],
        ...(destroys !== undefined && { destroys }),
        ...(forcedAt && { forcedAt }),
        ...(revocations && { revocations }),
      };
    },
    removeRequests: async (_name, ids) => {
      records.requests = records.requests.filter((id) => !ids.includes(id));
      if (records.requests.length === 0) records.revocations = [];
      records.awaited = records.awaited.filter(({ id }) => !ids.includes(id));
    },
    hasState: async () => !records.isNew,
    claim: async () => {
      if (records.taken) return undefined;
      records.next = undefined;
      return claimOf(records);
    },
  };
  return records;
}

function claimOf(records: MemoryRecords): StateClaim {
  return {
    get state() {
      return records.state;
    },
    write: async (changes, deadline) => {
      deadline.signal.throwIfAborted();
      records.state = { ...records.state, ...changes };
    },
    report: async (changes, next, deadline) => {
      deadline.signal.throwIfAborted();
      const nextCheckAt = next === 'never' ? undefined : next.nextCheckAt;
      records.state = { ...records.state, ...changes, nextCheckAt };
      records.next = next;
    },
  };
}

export type MemoryStore = CertificateStore & {
  keys: Map<string, string>;
  versions: Map<string, CertificateFiles>;
  /** What findVersion searches, oldest first. */
  archived: StoredCertificate[];
  live: StoredCertificate | undefined;
  /** Serial numbers that were marked as revoked. */
  marked: Set<string>;
};

export function createMemoryStore(): MemoryStore {
  const store: MemoryStore = {
    keys: new Map(),
    versions: new Map(),
    archived: [],
    live: undefined,
    marked: new Set(),
    archiveKey: async (_name, version, privateKeyPem) => {
      store.keys.set(version, privateKeyPem);
    },
    readKey: async (_name, version) => store.keys.get(version),
    liveVersion: async () => store.live?.version,
    publish: async (_name, certificate, files) => {
      store.versions.set(certificate.version, files);
      store.archived.push(certificate);
      store.live = certificate;
    },
    findVersion: async (_name, { fits }) =>
      store.archived.findLast((one) => fits(one) && !store.marked.has(one.serial)),
    listVersions: async () => store.archived.toReversed(),
    readLeaf: async (_name, version) => store.versions.get(version)?.certificatePem ?? '',
    markRevoked: async (_name, { serial }) => void store.marked.add(serial),
    readVersion: async (_name, version) => {
      const files = store.versions.get(version);
      if (!files) throw new Error(`no version ${version}`);
      return files;
    },
  };
  return store;
}

export type MemoryImporter = CertificateImporter & { imports: ImportRequest[]; tagged: TagRequest[] };

/** Where no certificate names an ARN that exists. */
export const NO_EXISTING: Pick<CertificateImporter, 'readExisting'> = {
  readExisting: () => Promise.reject(new Error('nobody has named an ARN')),
};

/** Gives every first import the ARN `arn:…:certificate/<region>`. */
export function createMemoryImporter(): MemoryImporter {
  const imports: ImportRequest[] = [];
  const tagged: TagRequest[] = [];
  const arnOf = ({ certificateArn, region }: ImportRequest) =>
    certificateArn ?? `arn:aws:acm:${region}:111122223333:certificate/1`;
  return {
    imports,
    /** Of an import, tagged as ours. */
    readExisting: async (certificateArn) => {
      const known = imports.findLast((request) => arnOf(request) === certificateArn);
      return known && { type: 'IMPORTED', leafPem: known.files.certificatePem, holder: 'us', tagCommand: '' };
    },
    tagged,
    tagCertificate: async (request) => void tagged.push(request),
    importCertificate: async (request) => {
      imports.push(request);
      return arnOf(request);
    },
    deleteCertificate: async () => 'deleted',
    readCertificate: async (certificateArn) =>
      imports.findLast((request) => arnOf(request) === certificateArn)?.files.certificatePem,
  };
}

export type MemorySecrets = SecretTarget & {
  written: SecretRequest[];
  /** The version that readers get, by certificate. */
  versions: Map<string, string>;
};

/** `version-1` is the first that is written, of whichever certificate. */
export function createMemorySecrets(): MemorySecrets {
  const written: SecretRequest[] = [];
  const versions = new Map<string, string>();
  return {
    written,
    versions,
    expectOwn: async () => {},
    writeSecret: async (request) => {
      const versionId = `version-${written.push(request)}`;
      versions.set(request.certificateName, versionId);
      return {
        secretArn: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:Certs/certificates/${request.certificateName}-AbCdEf`,
        versionId,
      };
    },
    readVersionId: async (certificateName) => versions.get(certificateName),
    deleteSecret: async (certificateName) =>
      versions.delete(certificateName) ? { restorableUntil: new Date('2026-12-23T06:00:00Z') } : 'gone',
  };
}

export type RecordedEvents = EventSink & {
  all: RunEvent[];
  named<Name extends RunEvent['event']>(name: Name): Extract<RunEvent, { event: Name }>[];
};

export function createRecordedEvents(): RecordedEvents {
  const all: RunEvent[] = [];
  return {
    all,
    emit: (event) => {
      all.push(event);
    },
    named: <Name extends RunEvent['event']>(name: Name) =>
      all.filter((event): event is Extract<RunEvent, { event: Name }> => event.event === name),
  };
}

export type MemoryOrderQuota = OrderQuota & {
  /** Each counted order: when, and whether it was urgent; oldest first. */
  taken: { at: Date; isUrgent: boolean }[];
};

/** With the real limit, for all CAs together. */
export function createMemoryOrderQuota(clock: Pick<Clock, 'now'>): MemoryOrderQuota {
  let counts: OrderCounts = {};
  const taken: MemoryOrderQuota['taken'] = [];
  const withOneMore = ({ certificateAuthority, isUrgent }: CountedOrder) => {
    const result = countOne(counts, isUrgent, clock.now());
    if ('roomAt' in result) throw noOrderLeft({ certificateAuthority, isUrgent, ...result });
    return result.counts;
  };
  return {
    taken,
    take: async (order) => {
      counts = withOneMore(order);
      taken.push({ at: clock.now(), isUrgent: order.isUrgent });
    },
    expectRoom: async (order) => void withOneMore(order),
  };
}
