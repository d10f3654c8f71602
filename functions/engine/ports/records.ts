/** What is written down between runs (definitions, states, who is due), and the queue that runs come from. */
import type { CertificateDefinition } from '../config/definition.ts';
import type { Validity } from '../renewal/share-of-life.ts';
import type { CertificateState, StateChanges } from '../renewal/state.ts';
import type { Deadline } from './time.ts';

/** Who wrote a definition: `cloudformation:<stack id>/<logical id>` or `cli:<caller>`. Only the owner may remove it. */
export type StoredDefinition = { definition: CertificateDefinition; owner: string; hash: string };

/** A run's hold on one certificate's state. Every write through it is conditional on runId and sequence. */
export interface StateClaim {
  readonly state: CertificateState;
  /** Writes these attributes and keeps all others. `undefined` removes one. Throws `deadline-exceeded` once the claim is lost. */
  write(changes: StateChanges, deadline: Deadline): Promise<void>;
  /**
   * Writes, gives the claim up, and sets the next look; an earlier look asked for by somebody else since the
   * claim began is kept.
   */
  report(changes: StateChanges, next: NextCheck, deadline: Deadline): Promise<void>;
}

/** When the certificate is looked at next, and whether a new version of the token secret makes it due at once. */
export type NextCheck = { nextCheckAt: Date; waitsForTokenNewerThan?: string | undefined } | 'never';

export type ClaimRequest = {
  runId: string;
  runUntil: Date;
  /** When the look was asked for. A queue delivers twice: a message from before the last failure must not undo its back-off. */
  askedAt?: Date | undefined;
};

export interface CertificateRecords {
  readDefinition(certificateName: string, deadline: Deadline): Promise<StoredDefinition | undefined>;
  /** The claim; undefined while another run holds it, or when a run that failed since has answered the request. */
  claim(certificateName: string, request: ClaimRequest, deadline: Deadline): Promise<StateClaim | undefined>;
}

/** A certificate that is due a look, with what says how urgent it is. */
export type DueCertificate = {
  certificateName: string;
  dueSince: Date;
  /** Of the live version; absent when nothing was issued yet. */
  validity?: Validity | undefined;
  /** Until when the CA wants it replaced (RFC 9773: the end of the suggested window); in the past when it was revoked. */
  replaceAt?: Date | undefined;
};

export interface DueIndex {
  /** All that are due a look at `now`, in no order that means anything. */
  findDue(now: Date, deadline: Deadline): Promise<DueCertificate[]>;
  /** Certificates that wait for a newer version of the token secret, with the version they saw ('' for none). */
  findWaitingForToken(
    limit: number,
    deadline: Deadline,
  ): Promise<{ certificateName: string; seenVersion: string }[]>;
}

export interface DefinitionRegistry {
  putDefinition(definition: CertificateDefinition, owner: string, deadline: Deadline): Promise<void>;
  /** Removes it if `owner` still matches; false when another owner has taken the name over. */
  removeDefinition(certificateName: string, owner: string, deadline: Deadline): Promise<boolean>;
  /** Brings the certificate's next look forward to `at`; creates the state item when there is none. */
  requestCheck(certificateName: string, at: Date, deadline: Deadline): Promise<void>;
}

export interface WorkQueue {
  send(certificateNames: string[], deadline: Deadline): Promise<void>;
}
