/** What the parts of one issuance share. The ports that a part uses stand in its own file. */
import type { CertificateDefinition } from '../config/definition.ts';
import type { ChallengeTarget } from '../dns/challenge-target.ts';
import type { Order } from '../ports/acme.ts';
import type { TxtRecord } from '../ports/dns.ts';
import type { RunStep } from '../ports/events.ts';
import type { StateClaim } from '../ports/records.ts';
import type { Deadline } from '../ports/time.ts';
import type { OrderJournal } from '../renewal/state.ts';

export type IssuanceJob = {
  definition: CertificateDefinition;
  /** Of the whole definition, as the table has it. */
  definitionHash: string;
  claim: StateClaim;
  /** Bounds everything but the clean-up. */
  deadline: Deadline;
  /** Bounds the clean-up. Later than `deadline`, so that it has time left when everything else ran out of it. */
  cleanUpDeadline: Deadline;
  /** A person wants a certificate, whatever was issued before. */
  forced: boolean;
  /** That person runs it: our own limit of certificates a week holds it up no more. @default false */
  unlimited?: boolean | undefined;
  /** It gets the room that is kept for what cannot wait (order-window.ts). @default - by the life that is left */
  isUrgent?: boolean | undefined;
  steps: Steps;
};

/** Where the run is. Each part enters its step before it begins, so that a failure names the step it happened in. */
export type Steps = {
  readonly current: RunStep;
  enter(step: RunStep): void;
};

/** The private key of an order, in the archive, with the journal of that order. */
export type ArchivedKey = { version: string; privateKeyPem: string; journal: OrderJournal };

/** An order as the CA last showed it. */
export type BegunOrder = { order: Order; key: ArchivedKey };

/** What this run has answered, so that the CA may be validating it: the TXT value, by its authorization's URL. */
export type Answered = Map<string, TxtRecord>;

/** Where each TXT value goes, by challenge name, as the preflight found it. */
export type ChallengeTargets = ReadonlyMap<string, ChallengeTarget>;
