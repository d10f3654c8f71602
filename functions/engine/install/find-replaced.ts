/**
 * Compares what ACM holds with what we have imported. Whoever may import onto an ARN of ours, or has taken over a role that
 * may, can put another certificate on live listeners: the next check finds it, tells it, and ours is imported again.
 */
import { leafDigest } from '../certificate/leaf-digest.ts';
import { ownValue } from '../own-value.ts';
import type { EventSink } from '../ports/events.ts';
import type { CertificateImporter, StoredCertificate } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { Installation } from '../renewal/state.ts';

type Ports = { importer: Pick<CertificateImporter, 'readCertificate'>; events: EventSink };

/** What the state says is installed. */
type Known = {
  certificate: Pick<StoredCertificate, 'sha256'>;
  installations: Record<string, Installation>;
  regions: readonly string[];
};

/**
 * The regions whose ARN holds another certificate than ours by now. One that is gone is not among them, and nothing is
 * compared with a certificate of an earlier release, which wrote no hash.
 */
export async function findReplaced(
  { certificate: { sha256 }, installations, regions }: Known,
  ports: Ports,
  deadline: Deadline,
): Promise<string[]> {
  const found = await Promise.all(
    regions.map(async (region) => {
      const certificateArn = ownValue(installations, region)?.certificateArn;
      if (sha256 === undefined || certificateArn === undefined) return [];
      // A region that does not answer is compared at the next check.
      const heldPem = await ports.importer
        .readCertificate(certificateArn, region, deadline)
        .catch(() => undefined);
      if (heldPem === undefined || leafDigest(heldPem) === sha256) return [];
      ports.events.emit({ event: 'warning', subject: certificateArn, message: replacedWords(region) });
      return [region];
    }),
  );
  return found.flat();
}

function replacedWords(region: string): string {
  return (
    `ACM in ${region} holds another certificate on this ARN than the one that was imported: somebody or something else ` +
    'imported it. Ours is imported again now. CloudTrail tells who it was (event ImportCertificate); if it was not one ' +
    'of you, see docs/security.md.'
  );
}
