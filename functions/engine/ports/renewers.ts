/** What the command finds at deployed renewers: the renewers themselves, and what each one's tables hold. */
import type { CertificateDefinition } from '../config/definition.ts';
import type { RenewerDescriptor } from '../config/descriptor.ts';
import type { RenewerError } from '../errors.ts';
import type { OrderCounts } from '../issuance/order-window.ts';
import type { CertificateState } from '../renewal/state.ts';
import type { Served } from './probes.ts';
import type { Deadline } from './time.ts';
import type { TriedToken } from './token-trials.ts';

export interface RenewerDirectory {
  /** Those of one account and region. One that cannot be read MUST NOT hide the others. */
  listRenewers(deadline: Deadline): Promise<{ renewers: RenewerDescriptor[]; unreadable: RenewerError[] }>;
  /** Where it searches. */
  region(): Promise<string>;
}

/** One certificate as the tables have it. */
export type KnownCertificate = {
  certificateName: string;
  /** Undefined when nobody declares it (any more). */
  definition?: CertificateDefinition | undefined;
  /** When the definition was written. */
  declaredAt?: Date | undefined;
  /** Who wrote it, as `ownerText()` gives it. */
  owner?: string | undefined;
  /** Undefined before the first run. */
  state?: CertificateState | undefined;
  /** What its probes saw. @default - it has none, or they have not run yet */
  served?: Served | undefined;
  /** ARNs of what uses it in AWS. @default - nobody has asked yet */
  usedBy?: string[] | undefined;
  /** When that was asked. */
  usesReadAt?: Date | undefined;
  /** How many orders the renewer made at its CA of late, by the begin of their five minutes. @default - none, or not read */
  ordersAtCa?: OrderCounts | undefined;
  /** Why definition or state cannot be read. */
  unreadable?: RenewerError | undefined;
};

export interface CertificateOverview {
  /**
   * In any order. `isComplete` is false when there are too many to read them all. With what became of the token when it was
   * tried; undefined before that.
   */
  listCertificates(
    deadline: Deadline,
  ): Promise<{ certificates: KnownCertificate[]; isComplete: boolean; token?: TriedToken | undefined }>;
  /** All that is known of one: what was observed, too. Undefined when the tables know nothing of it. */
  describeCertificate(certificateName: string, deadline: Deadline): Promise<KnownCertificate | undefined>;
  /** With all earlier writes; those of which the tables know something. Of their observations, nothing. */
  readCertificates(certificateNames: readonly string[], deadline: Deadline): Promise<KnownCertificate[]>;
}
