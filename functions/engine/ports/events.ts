/**
 * What a run tells while it works, as flat objects (but for the times of its steps) of which the log lines, the demo and the
 * command's live view are made. Instants are ISO 8601 text in UTC. TXT values are public DNS data; nothing secret ever
 * becomes an event.
 */
import type { Disposition, ErrorCode } from '../errors.ts';
import type { RevocationReason } from './acme.ts';

/**
 * The steps of a run, in their order. `cleanUp` is for the values of an earlier run; a run enters it again at its end when
 * values are left, and `revoke` comes first of all where a key has leaked. A failure is reported with the step in which it happened.
 */
export type RunStep =
  | 'gather'
  | 'cleanUp'
  | 'decide'
  | 'reinstall'
  | 'resume'
  | 'preflight'
  | 'createKey'
  | 'newOrder'
  | 'present'
  | 'waitForPropagation'
  | 'validate'
  | 'finalize'
  | 'store'
  | 'install'
  | 'revoke'
  | 'readiness';

/** How a run ends that does not fail. */
export type RunOutcome = 'renewed' | 'installed' | 'unchanged' | 'retired';

export type RunEvent =
  | { event: 'run-started'; runId: string }
  /** Another run holds the claim, or has failed since the check was requested. */
  | { event: 'run-skipped'; reason: string }
  /** The state was in the table of an earlier release. It is in the table of states now, and only read there from now on. */
  | { event: 'state-moved'; from: string }
  /** Every step of an issuance, as it begins. */
  | { event: 'step-begun'; step: RunStep }
  /** Something that a person should know although the run continues, e.g. that port 53 is closed. */
  | { event: 'warning'; subject: string; message: string }
  /** A CNAME leads from the challenge name to another one, where the TXT value is published. */
  | { event: 'challenge-delegated'; domainName: string; from: string; to: string; zoneName: string }
  /** The zones of the names are at DNScale and delegated, by the preflight. */
  | { event: 'zones-checked'; zoneNames: string[]; nameServers: string[] }
  /** No CAA record forbids the CA; `foundAt` has those that let it in, `unasked` the names that nobody here could be asked for. */
  | { event: 'caa-checked'; foundAt: string[]; unasked: string[] }
  | { event: 'order-resumed'; orderUrl: string; status: string }
  /** The CA's advice on the live certificate (RFC 9773); `renewAt` is the instant that we drew in its window. */
  | {
      event: 'renewal-advised';
      windowStartsAt: string;
      windowEndsAt: string;
      renewAt: string;
      askAgainAt: string;
      explanationUrl?: string;
    }
  | { event: 'decided'; due: boolean; reason: string; message: string; nextCheckAt?: string }
  /** The account at the CA that makes the orders: at first, and when it changes. `message` has the advice on CAA. */
  | {
      event: 'account-noted';
      certificateAuthority: string;
      accountUrl: string;
      /** The one until now. */
      before?: string;
      message: string;
    }
  | {
      event: 'order-created';
      orderUrl: string;
      domainNames: string[];
      certificateAuthority: string;
      profile?: string;
      /** CertID of the certificate that it replaces; the CA then does not count the order. */
      replaces?: string;
    }
  | { event: 'txt-published'; name: string; value: string; zoneName: string }
  | {
      event: 'propagation-seen';
      name: string;
      nameServer: string;
      address: string;
      /** `complete`: all values seen; `lagging`: it answers but lacks values; `failing`: no usable answer. */
      verdict: 'complete' | 'lagging' | 'failing';
      detail: string;
      elapsedMs: number;
    }
  /** All authoritative name servers that answer show the values at this name. */
  | { event: 'propagated'; name: string; elapsedMs: number }
  /** The challenge is answered later: the CA has missed values of this zone before, or the definition says so. */
  | { event: 'extra-wait'; name: string; waitMs: number }
  | { event: 'challenge-answered'; domainName: string }
  | { event: 'certificate-issued'; serial: string; notAfter: string; domainNames: string[] }
  | { event: 'certificate-stored'; version: string }
  /** A certificate of the archive is live again, under a new version unless `copyOf` is the same. No order was made. */
  | { event: 'version-reinstalled'; version: string; copyOf: string; serial: string; notAfter: string }
  | { event: 'certificate-imported'; region: string; certificateArn: string; serial: string }
  | { event: 'secret-written'; secretArn: string; serial: string }
  /**
   * What nobody declares any more is gone: a copy in ACM or the secret (`subject` is the ARN), or the live copies in S3 (the certificate's
   * name). @property wasAbsent somebody else had deleted it. @default - this run did
   */
  | {
      event: 'left-over-deleted';
      from: 'acm' | 'secrets-manager' | 's3';
      subject: string;
      restorableUntil?: string;
      wasAbsent?: true;
    }
  /** The CA has revoked it, now or before. */
  | { event: 'certificate-revoked'; serial: string; reason: RevocationReason; certificateAuthority: string }
  /** @property wasAbsent DNScale had no such value: its write never came, or somebody else removed it. @default - it had it */
  | { event: 'txt-removed'; name: string; value: string; wasAbsent?: true }
  /** A TXT value could not be removed now; the state lists it. */
  | { event: 'clean-up-postponed'; name: string; value: string; message: string }
  /** All that the next renewal needs is there. */
  | { event: 'readiness-proved'; tookMs: number }
  /** What would break the next renewal. The run itself has not failed, and what is live stays live. */
  | {
      event: 'readiness-failed';
      code: ErrorCode;
      disposition: Disposition;
      message: string;
      subject?: string;
      /** Since when it would break. */
      since: string;
      tookMs: number;
    }
  | ({
      event: 'run-failed';
      code: ErrorCode;
      disposition: Disposition;
      step: RunStep;
      message: string;
      subject?: string;
      nextCheckAt: string;
    } & Lasted)
  | ({
      event: 'run-finished';
      outcome: RunOutcome;
      nextCheckAt?: string;
    } & Lasted);

/** How long a run took, and its steps; one that was entered twice adds up. */
export type Lasted = { tookMs: number; stepMs: Partial<Record<RunStep, number>> };

export interface EventSink {
  /** MUST NOT throw and MUST NOT block the run. */
  emit(event: RunEvent): void;
}
