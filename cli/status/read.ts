/** Reads all certificates of the renewers that are meant, once. It changes nothing. */
import { systemClock } from '../../functions/engine/deadline.ts';
import type { RenewerError } from '../../functions/engine/errors.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { byUrgency, certificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import { isGone } from '../../functions/engine/renewal/removal.ts';
import { findRenewers } from '../renewer/find-renewers.ts';
import type { RenewerWiring } from '../renewer/wiring.ts';
import type { RenewerStatus } from './status-text.ts';

export type Reading = {
  found: RenewerStatus[];
  /** What could not be read, and may be a renewer too. */
  unreadable: RenewerError[];
  now: Date;
};

/** @throws RenewerError for what AWS refuses, and `config-invalid` when there is no such renewer. */
export async function readStatus(
  { directory, overviewOf }: Pick<RenewerWiring, 'directory' | 'overviewOf'>,
  renewerName: string | undefined,
  deadline: Deadline,
): Promise<Reading> {
  const { renewers, unreadable } = await findRenewers(directory, renewerName, deadline);
  const now = systemClock.now();
  const read = renewers.map(async (renewer): Promise<RenewerStatus> => {
    const { certificates, isComplete, token } = await overviewOf(renewer).listCertificates(deadline);
    const left = certificates.filter((known) => !isGone(known));
    const statuses = left.map((known) => certificateStatus(known, now)).toSorted(byUrgency);
    return { renewer, statuses, isComplete, token };
  });
  return { found: await Promise.all(read), unreadable, now };
}
