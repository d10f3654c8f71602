/** What the parts of one run share. Only the claim's state and the current step change. */
import type { KeyAlgorithm } from '../config/definition.ts';
import type { Dns01Solver } from '../dns/dns01-solver.ts';
import type { PropagationTimes } from '../dns/propagation-wait.ts';
import type { Reader } from '../errors.ts';
import type { RenewerPlace } from '../notify/notice.ts';
import type { AcmeServer, CreateCsr, OrderQuota } from '../ports/acme.ts';
import type { DnsLookups, Resolver, TokenVersionSource, TxtRecords, ZoneDirectory } from '../ports/dns.ts';
import type { EventSink } from '../ports/events.ts';
import type { NoticeSink } from '../ports/notices.ts';
import type { CertificateRecords, StateClaim } from '../ports/records.ts';
import type {
  CertificateImporter,
  CertificateStore,
  LiveFiles,
  SecretTarget,
  StoreProof,
} from '../ports/store.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { Readiness } from '../renewal/state.ts';
import type { Sightings } from './sightings.ts';
import type { TimedSteps } from './steps.ts';

/** Everything that a run needs of the world. Each part of the run takes what it uses of it, and no more. */
export type RunPorts = {
  clock: Clock;
  events: EventSink;
  /** Who reads what it tells. @default operator */
  reader?: Reader | undefined;
  /** Who is told of what changed, and where the renewer is. @default - nobody: `try` shows all it does */
  notices?: { sink: NoticeSink; place: RenewerPlace } | undefined;
  records: CertificateRecords;
  /** MUST throw for a CA that the deployment does not name: neither it nor an archived certificate of it may be used. */
  expectAuthority(directoryUrl: string): void;
  /** The ACME server behind a directory URL, with our account there. MUST throw as `expectAuthority`. */
  acmeServer(directoryUrl: string): AcmeServer;
  /** The account there is the one that renews from now on, so that CAA records may name it. @default false */
  hasDeployedAccount?: boolean | undefined;
  orderQuota: OrderQuota;
  zones: ZoneDirectory;
  txtRecords: TxtRecords;
  tokenVersions: TokenVersionSource;
  resolver: Resolver;
  lookups: DnsLookups;
  /** The domains that DNScale's name servers are named in. */
  nameServerDomains: readonly string[];
  /** Zones at DNScale in which a CNAME from elsewhere may lead to any name. @default none */
  delegationZones?: readonly string[] | undefined;
  propagation: PropagationTimes;
  store: CertificateStore;
  /** Without it no readiness is proved: `try` runs when a person wants a certificate. @default none */
  storeProof?: StoreProof | undefined;
  /** What a removal takes away beside the targets. @default - nothing */
  liveFiles?: LiveFiles | undefined;
  importer: CertificateImporter;
  secrets: SecretTarget;
  /** A new private key, PKCS#8 in PEM. */
  createKey(keyAlgorithm: KeyAlgorithm): Promise<string>;
  /** The root certificates that this Node trusts, one PEM each. */
  readRoots(): readonly string[];
  createCsr: CreateCsr;
  /** A name for a new archive version: unique, and sorted by time. */
  newVersion(now: Date): string;
  newRunId(): string;
};

export type RunTimes = {
  /** Bounds the work: issuing and installing. */
  work: Deadline;
  /** Bounds the clean-up; later than `work`. */
  cleanUp: Deadline;
  /** Bounds the report; later than `cleanUp`, which a DNScale that hangs may use up. */
  end: Deadline;
};

export type Run = {
  readonly claim: StateClaim;
  readonly solver: Dns01Solver;
  /** Serial number of what was live when the run began. @default - nothing was issued yet */
  readonly serialBefore?: string | undefined;
  readonly times: RunTimes;
  /** Until when a deployment waits for it. @default - none waits */
  readonly awaitedUntil?: Date | undefined;
  readonly ports: RunPorts;
  /** When a person last asked a deployed renewer for a new certificate, whatever is stored. @default - nobody has */
  readonly forcedAt?: Date | undefined;
  /** The person who runs it wants one (`try --force`). */
  readonly forcedHere: boolean;
  readonly steps: TimedSteps;
  readonly sightings: Sightings;
  /** An owner or a person asked for this check. */
  readonly isAskedFor: boolean;
  /** When the message for this run was sent. @default - now */
  readonly askedAt?: Date | undefined;
  /** Before the run read the definition. */
  readonly startedAt: Date;
};

export type Outcome =
  | {
      outcome: 'renewed' | 'installed' | 'unchanged';
      nextCheckAt: Date;
      /** @default - it was not due, or a renewal has proved it */
      readiness?: Readiness | undefined;
    }
  | { outcome: 'retired' };
