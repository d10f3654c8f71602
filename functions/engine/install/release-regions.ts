/**
 * What becomes of ACM's copies that no definition asks for any more: they stay, since something may use them, or are deleted
 * where their owner wants it so and nothing does. Either way it is told which ones nobody renews from now on. It fails no run.
 */
import { asRenewerError } from '../errors.ts';
import type { EventSink } from '../ports/events.ts';
import type { StateClaim } from '../ports/records.ts';
import type { CertificateImporter } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { Installation } from '../renewal/state.ts';

export type ReleaseJob = {
  certificateName: string;
  /** The regions that are still asked for. */
  regions: readonly string[];
  /** Delete what is not in use. */
  destroys: boolean;
  /** A change has brought this about just now; later runs are silent. */
  isNew: boolean;
  claim: StateClaim;
  deadline: Deadline;
};

export type ReleasePorts = { importer: Pick<CertificateImporter, 'deleteCertificate'>; events: EventSink };

export async function releaseRegions(job: ReleaseJob, ports: ReleasePorts): Promise<void> {
  const { claim, regions, destroys, isNew, deadline } = job;
  const released = Object.entries(claim.state.installations).filter(([region]) => !regions.includes(region));
  for (const [region, installation] of released) {
    const fate = destroys && isNew ? await destroy(region, installation, job, ports) : 'it was kept';
    if (fate === undefined) {
      const { [region]: _, ...kept } = claim.state.installations;
      await claim.write({ installations: kept }, deadline);
    } else if (isNew) ports.events.emit(isUnmanaged(region, installation, fate, job));
  }
}

/** Why it stays; undefined when it is gone. */
async function destroy(
  region: string,
  { certificateArn }: Installation,
  { deadline }: ReleaseJob,
  { importer }: ReleasePorts,
): Promise<string | undefined> {
  try {
    const outcome = await importer.deleteCertificate(certificateArn, region, deadline);
    return outcome === 'in-use' ? 'it is in use, so it was not deleted' : undefined;
  } catch (thrown) {
    deadline.signal.throwIfAborted();
    return `it could not be deleted (${asRenewerError(thrown).message})`;
  }
}

function isUnmanaged(
  region: string,
  { certificateArn, notAfter }: Installation,
  fate: string,
  { certificateName }: ReleaseJob,
) {
  const until = notAfter === undefined ? 'its end' : notAfter.toISOString();
  return {
    event: 'warning' as const,
    subject: certificateArn,
    message: `${certificateName} is no longer managed in ${region}: ${fate}, and nobody renews it. It serves until ${until}: move what uses ${certificateArn} to another certificate before that, then delete it.`,
  };
}
