/** What is kept between runs: definitions, states, which certificates are due. And the queue that starts runs. */
import type { CertificateDefinition } from '../config/definition.ts';
import type { Owned } from '../declare/definition-shelf.ts';
import type { Owner } from '../declare/owner.ts';
import type { Validity } from '../renewal/share-of-life.ts';
import type { CertificateState, Revocation, StateChanges } from '../renewal/state.ts';
import type { Deadline } from './time.ts';

export type StoredDefinition = {
  definition: CertificateDefinition;
  /** Who wrote it, as `ownerText()` gives it. Only the owner may remove it. */
  owner: string;
  /** As `definitionHash()` gives it. */
  hash: string;
};

/** A run's exclusive right to write one certificate's state, until it ends. Every write is conditional on runId and sequence. */
export interface StateClaim {
  /** As last read or written. */
  readonly state: CertificateState;
  /** Where the state was until this claim: earlier releases kept it elsewhere. @default - here */
  readonly movedFrom?: string | undefined;
  /** Writes these attributes and keeps all others; `undefined` removes one. MUST throw `deadline-exceeded` once the claim is lost. */
  write(changes: StateChanges, deadline: Deadline): Promise<void>;
  /** Ends the run: writes, gives the claim up and sets the next check. */
  report(changes: StateChanges, next: NextCheck, deadline: Deadline): Promise<void>;
}

/** When the certificate is checked next; `never` retires it. */
export type NextCheck =
  | {
      nextCheckAt: Date;
      /** From when on somebody may have to know of it (renewal/attention.ts). @default - there is nothing to know */
      attentionAt?: Date | undefined;
      /** A version of the token secret: any other one makes the certificate due at once. @default - it waits for none */
      waitsForTokenNewerThan?: string | undefined;
    }
  | 'never';

export type ClaimRequest = {
  runId: string;
  /** When the claim ends by itself. */
  runUntil: Date;
  /**
   * When the check was requested. A queue delivers twice: a message from before the last failure MUST NOT undo its back-off.
   * @default - the claim does not depend on it
   */
  askedAt?: Date | undefined;
};

/** What owners have asked of runs. */
export type CheckRequests = {
  /** The ids of the requests for checks that are due. */
  checks: string[];
  /** Deployments that wait for the certificate, until a run has succeeded or their time is over. */
  awaited: { id: string; until: Date }[];
  /**
   * Whether the owner that withdrew it last wants ACM's copies deleted. It means nothing while it is declared.
   * @default - no withdrawal is among them
   */
  destroys?: boolean | undefined;
  /** When a person last asked for a new certificate, whatever is stored. @default - nobody has */
  forcedAt?: Date | undefined;
  /**
   * When a person last asked for all that is left of it to go. It means nothing while it is declared.
   * @default - nobody has
   */
  removalAt?: Date | undefined;
  /** What persons want revoked, in the order in which they asked. @default - nothing */
  revocations?: RequestedRevocation[] | undefined;
};

export type RequestedRevocation = Pick<Revocation, 'serial' | 'reason' | 'isAtOnce' | 'askedAt'> & {
  /** Of its request. */
  id: string;
};

/** What a deployment reads while it waits. It sees what was written before, and writes nothing. */
export interface DeclaredCertificates {
  /** Undefined once its owner has withdrawn the certificate. */
  readDefinition(certificateName: string, deadline: Deadline): Promise<StoredDefinition | undefined>;
  /** Undefined before the first run. */
  readState(certificateName: string, deadline: Deadline): Promise<CertificateState | undefined>;
}

export interface CertificateRecords {
  /** Undefined once its owner has withdrawn the certificate. */
  readDefinition(certificateName: string, deadline: Deadline): Promise<StoredDefinition | undefined>;
  readRequests(certificateName: string, deadline: Deadline): Promise<CheckRequests>;
  /** Deletes these requests, and no others. */
  removeRequests(certificateName: string, ids: readonly string[], deadline: Deadline): Promise<void>;
  /** Whether any run has worked on the certificate, also with an earlier release. */
  hasState(certificateName: string, deadline: Deadline): Promise<boolean>;
  /** The claim; undefined while another run holds it, or when a run has failed since the check was requested. */
  claim(certificateName: string, request: ClaimRequest, deadline: Deadline): Promise<StateClaim | undefined>;
}

/** A certificate that is due for a check, with what tells how urgent it is. */
export type DueCertificate = {
  certificateName: string;
  /** Its `nextCheckAt`. */
  dueSince: Date;
  /** Of the live version; absent when nothing was issued yet. */
  validity?: Validity | undefined;
  /** Until when the CA wants it replaced (RFC 9773: the end of the suggested window); in the past when it was revoked. */
  replaceAt?: Date | undefined;
  /** When its last run failed, and how long that had lasted; absent after one that succeeded. */
  failed?: { at: Date; tookMs: number } | undefined;
};

/** What the indexes say about one certificate. */
export type FleetCertificate = {
  /** Of the live version; absent when nothing was issued yet. */
  validity?: Validity | undefined;
  /** Its last run failed. */
  hasFailed: boolean;
  /** Where it has come: from when on somebody may have to know of it (renewal/attention.ts). */
  attentionAt?: Date | undefined;
};

export interface FleetIndex {
  /** All certificates that a run has worked on, and that are not retired. */
  readFleet(now: Date, deadline: Deadline): Promise<FleetCertificate[]>;
}

/** Its last run failed over the token: a newer one is a new chance, and what failed before does not count. */
export type WaitingForToken = Omit<DueCertificate, 'failed'> & {
  /** The version of the secret that it saw; '' for none. */
  seenVersion: string;
};

export interface DueIndex {
  /** All certificates that are due for a check at `now`, in any order. */
  findDue(now: Date, deadline: Deadline): Promise<DueCertificate[]>;
  /** All that wait for a newer version of the token secret and are not due at `now`, in any order. */
  findWaitingForToken(now: Date, deadline: Deadline): Promise<WaitingForToken[]>;
}

/** Where owners declare certificates and request checks. */
export interface DefinitionRegistry {
  /**
   * Writes it as the one that counts, and keeps a former one of the same stack (engine/declare/definition-shelf.ts).
   * @throws RenewerError `config-invalid` when another stack has the name.
   */
  putDefinition(
    declared: Owned<CertificateDefinition>,
    options: { isMoved: boolean },
    deadline: Deadline,
  ): Promise<void>;
  /** Removes this owner's; a former one then counts again. False when this owner has none. */
  removeDefinition(certificateName: string, owner: Owner, deadline: Deadline): Promise<boolean>;
  /**
   * Asks for one check from `dueAt` on (`destroys`: of a withdrawal, see CheckRequests), also while a run is under way: then
   * for one more after it.
   */
  requestCheck(
    certificateName: string,
    request: { dueAt: Date; destroys?: boolean | undefined },
    deadline: Deadline,
  ): Promise<void>;
  /** Notes that a deployment waits: until then, a run that fails is tried again within minutes. */
  requestHaste(certificateName: string, until: Date, deadline: Deadline): Promise<void>;
}

export interface WorkQueue {
  /**
   * Sends one message for each certificate: a run for it begins soon.
   *
   * @param pauseMs they come one by one, so long after each other; together within 15 minutes. @default - all at once
   */
  send(certificateNames: string[], deadline: Deadline, pauseMs?: number): Promise<void>;
}
