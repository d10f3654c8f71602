/** The private key of an order that an earlier run began. */
import type { CertificateStore } from '../ports/store.ts';
import type { OrderJournal } from '../renewal/state.ts';
import type { IssuanceJob } from './issuance-job.ts';

/**
 * Undefined when it is not in the archive, and when a later version is live, so that its own never can be: in a table that
 * was restored an old order is open again.
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
