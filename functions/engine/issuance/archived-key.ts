/** The private key of an order that an earlier run began. */
import type { CertificateStore } from '../ports/store.ts';
import type { OrderJournal } from '../renewal/state.ts';
import type { IssuanceJob } from './issuance-job.ts';

/**
 * Undefined when the archive does not hold it. Also undefined when a later version is live: this one can never become live
 * then. A table that was restored from a backup shows such old orders as open.
 */
export async function readArchivedKey(
  { version }: OrderJournal,
  { definition: { certificateName }, deadline }: Pick<IssuanceJob, 'definition' | 'deadline'>,
  store: Pick<CertificateStore, 'readKey' | 'liveVersion'>,
): Promise<string | undefined> {
  const [privateKeyPem, live = ''] = await Promise.all([
    store.readKey(certificateName, version, deadline),
    store.liveVersion(certificateName, deadline),
  ]);
  return live > version ? undefined : privateKeyPem;
}
