/** What the release of a target needs, whichever kind it is, and for how long a deletion is tried. */
import type { CertificateDefinition } from '../config/definition.ts';
import type { RenewerError } from '../errors.ts';
import type { EventSink } from '../ports/events.ts';
import type { StateClaim } from '../ports/records.ts';
import type { CertificateImporter, SecretTarget } from '../ports/store.ts';
import type { Clock, Deadline } from '../ports/time.ts';

/** What a definition asks for. */
export type Targets = Pick<CertificateDefinition, 'regions' | 'storeInSecretsManager'>;

export type ReleaseJob = {
  certificateName: string;
  /** What the definition asks for now; undefined when there is no definition. */
  readTargets(): Promise<Targets | undefined>;
  claim: StateClaim;
  deadline: Deadline;
};

export type ReleasePorts = {
  importer: Pick<CertificateImporter, 'deleteCertificate' | 'readExisting'>;
  secrets: Pick<SecretTarget, 'deleteSecret'>;
  clock: Pick<Clock, 'now'>;
  events: EventSink;
};

/** For so long, a deletion that fails for a passing reason is tried again. */
const LONGEST_TRY_MS = 24 * 60 * 60 * 1000;

/** @param at when it was to be deleted. */
export function isFinalFailure({ disposition }: RenewerError, at: Date, clock: Pick<Clock, 'now'>): boolean {
  return disposition === 'person' || clock.now().getTime() - at.getTime() >= LONGEST_TRY_MS;
}
