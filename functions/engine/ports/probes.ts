/** What is served where a certificate should be, which resources of AWS use it, and what is kept of both. */
import type { ProbeTarget } from '../config/probe.ts';
import type { Severity } from '../notify/notice.ts';
import type { Validity } from '../renewal/share-of-life.ts';
import type { CertificateState } from '../renewal/state.ts';
import type { Deadline } from './time.ts';

/** A leaf that a server presents, or that is live. */
export type Leaf = Validity & {
  /** Lower-case hexadecimal. */
  serial: string;
  /** Of its DER. @default - it is live, and an earlier release stored it */
  sha256?: string | undefined;
};

/**
 * Why no leaf was seen. `dns`: no address. `private`: only addresses that nobody has on the Internet. `refused`: no connection.
 * `timeout`: too slow, at any point. `no-tls`: the server does not speak TLS, or not with us, or offers no STARTTLS.
 */
export type ProbeFailureKind = 'dns' | 'private' | 'refused' | 'timeout' | 'no-tls';

export type ProbeAnswer = { leaf: Leaf } | { failure: ProbeFailureKind; reason: string };

export interface Prober {
  /** Sends nothing but what TLS needs to begin. MUST NOT throw except for the deadline. */
  probe(target: ProbeTarget, deadline: Deadline): Promise<ProbeAnswer>;
}

/**
 * `served`: the live certificate. `stale`: one that was live before. `foreign`: one that we do not know. `unreachable`: none was
 * seen.
 */
export type Standing = 'served' | 'stale' | 'foreign' | 'unreachable';

/** One place, as its probes saw it. */
export type SeenPlace = {
  /** As it stands in the definition: `www.example.com:443`. */
  place: string;
  standing: Standing;
  /** Since when the live certificate is served there; of any other standing, since when it is not. */
  since: Date;
  /** What it presents. @default - it is unreachable */
  leaf?: Leaf | undefined;
  /** Why it is unreachable, in words. */
  reason?: string | undefined;
};

/** What the probes of one certificate saw last. */
export type Served = {
  certificateName: string;
  at: Date;
  /** The live certificate that it was compared with. */
  live: Leaf;
  /** Since when that one is live, as far as the probes know. */
  liveSince: Date;
  /** Serial numbers of those that were live before, the newest first. */
  earlier: string[];
  /** In the order of the definition. */
  places: SeenPlace[];
  /** From when on somebody has to know of it. @default - the live certificate is served everywhere */
  attentionAt?: Date | undefined;
  /** The gravest that events have said of what is wrong now. @default - nothing */
  told?: Severity | undefined;
};

/** Which resources of AWS use a certificate: their ARNs. */
export type Used = { certificateName: string; at: Date; usedBy: string[] };

export interface Observations {
  /** By the certificate's name. What is damaged is left out: it is seen anew. MUST throw where an item was not read. */
  readAllServed(certificateNames: readonly string[], deadline: Deadline): Promise<Map<string, Served>>;
  /** Likewise. */
  readAllUsed(certificateNames: readonly string[], deadline: Deadline): Promise<Map<string, Used>>;
  writeServed(served: Served, deadline: Deadline): Promise<void>;
  writeUsed(used: Used, deadline: Deadline): Promise<void>;
  /** For a certificate that is no longer probed. */
  removeServed(certificateName: string, deadline: Deadline): Promise<void>;
}

export interface UnservedIndex {
  /** Names of the certificates that somebody has to know of at `now`, because of what is served. */
  findUnserved(now: Date, deadline: Deadline): Promise<string[]>;
}

/** One that is not retired, as the index of checks has it. */
export type ManagedCertificate = {
  certificateName: string;
  /** @default - nothing was issued yet */
  validity?: Validity | undefined;
};

export interface ProbedCertificates {
  /** All that are not retired. */
  listManaged(deadline: Deadline): Promise<ManagedCertificate[]>;
  /** The probes of each definition that asks for some, by the certificate's name. */
  listProbes(deadline: Deadline): Promise<Map<string, string[]>>;
  /** Undefined before the first run. */
  readState(certificateName: string, deadline: Deadline): Promise<CertificateState | undefined>;
}

export interface CertificateUses {
  /** ARNs of what uses it. Empty where there is no such certificate any more. */
  readUses(certificateArn: string, region: string, deadline: Deadline): Promise<string[]>;
}
