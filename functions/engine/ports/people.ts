/** Who is told by mail: where certificates need attention, what was told before, and the topic that gets the mails. */
import type { RenewerError } from '../errors.ts';
import type { Mail } from '../notify/mail.ts';
import type { ToldCause } from '../notify/told.ts';
import type { Validity } from '../renewal/share-of-life.ts';
import type { CertificateState } from '../renewal/state.ts';
import type { ManagedCertificate } from './probes.ts';
import type { Deadline } from './time.ts';

/**
 * A state item: undefined when there is none. One that cannot be read MUST NOT hide the others.
 * @property validity of what is live, where at least that is known.
 */
export type SeenState =
  | { state: CertificateState | undefined }
  | { unreadable: RenewerError; validity?: Validity | undefined };

export interface AttentionIndex {
  /**
   * Of all certificates that somebody may have to know of at `now`, and those whose check is due: a run cannot report on a state
   * that it cannot read. An index trails its table by a moment.
   */
  findNeedingAttention(now: Date, deadline: Deadline): Promise<string[]>;
  /** All that are not retired. */
  listManaged(deadline: Deadline): Promise<ManagedCertificate[]>;
  /** By name, with all earlier writes. What was not read in time is missing. */
  readStates(certificateNames: readonly string[], deadline: Deadline): Promise<Map<string, SeenState>>;
}

export type RememberedCause = {
  key: string;
  /** Another one after each write. */
  revision: string;
  /** Until when somebody else may be sending a mail about it. @default - nobody is */
  claimedUntil?: Date | undefined;
  /** @default - whoever was to tell it first has not done so */
  told?: ToldCause | undefined;
};

export interface ToldMemory {
  /** MUST see all earlier writes. */
  readTold(deadline: Deadline): Promise<RememberedCause[]>;
  /**
   * The right to send a mail about the cause until then, as its new revision. Undefined where another one has it. Of all that ask
   * at once, one gets it at most.
   *
   * @param revision that was read. @default - nothing is remembered of it
   */
  claim(
    key: string,
    revision: string | undefined,
    until: Date,
    deadline: Deadline,
  ): Promise<string | undefined>;
  /** Writes, and gives the right back; `undefined` forgets the cause. It does nothing where the revision is another one by now. */
  remember(key: string, revision: string, told: ToldCause | undefined, deadline: Deadline): Promise<void>;
}

export interface AlertTopic {
  /** One try: a mail that may have been taken must not come twice because its answer was lost. */
  send(mail: Mail, deadline: Deadline): Promise<void>;
}

/** Who gets what the topic is sent. */
export type AlertSubscription = {
  /** As SNS says: `email`, `sqs`, `https`, … */
  protocol: string;
  /** An address, an ARN or a URL. */
  endpoint: string;
  /** Before it is, nothing reaches it. */
  isConfirmed: boolean;
};

export interface AlertSubscriptions {
  listSubscriptions(deadline: Deadline): Promise<AlertSubscription[]>;
}

export interface NotifyFunction {
  /** Has it run with this event. @returns what it answers, which is foreign. */
  invoke(event: object, deadline: Deadline): Promise<unknown>;
}
