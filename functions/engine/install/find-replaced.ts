/**
 * Compares what ACM holds with what we have imported. Whoever may import onto an ARN of ours, or has taken over a role that
 * may, can put another certificate on live listeners: the next check finds it, tells it, and ours is imported again.
 */
import { leafDigest } from '../certificate/leaf-digest.ts';
import { DOCS_URL } from '../config/docs-url.ts';
import { RenewerError } from '../errors.ts';
import { ownValue } from '../own-value.ts';
import type { EventSink } from '../ports/events.ts';
import type { CertificateImporter, StoredCertificate } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { Installation } from '../renewal/state.ts';

type Ports = { importer: Pick<CertificateImporter, 'readCertificate'>; events: EventSink };

/** What the state says is installed. */
type Known = {
  certificateName: string;
  certificate: Pick<StoredCertificate, 'sha256'>;
  installations: Record<string, Installation>;
  regions: readonly string[];
};

/** `told`: what to say of one of them. */
export type Replaced = { regions: string[]; told?: RenewerError | undefined };

/**
 * The regions whose ARN holds another certificate than ours by now. One that is gone is not among them, and nothing is
 * compared with a certificate of an earlier release, which wrote no hash.
 */
export async function findReplaced(
  { certificateName, certificate: { sha256 }, installations, regions }: Known,
  ports: Ports,
  deadline: Deadline,
): Promise<Replaced> {
  const found = await Promise.all(
    regions.map(async (region) => {
      const certificateArn = ownValue(installations, region)?.certificateArn;
      if (sha256 === undefined || certificateArn === undefined) return [];
      // A region that does not answer is compared at the next check.
      const heldPem = await ports.importer
        .readCertificate(certificateArn, region, deadline)
        .catch(() => undefined);
      if (heldPem === undefined || leafDigest(heldPem) === sha256) return [];
      const told = overwritten(certificateName, certificateArn, region);
      ports.events.emit({ event: 'warning', subject: certificateArn, message: told.message });
      return [{ region, told }];
    }),
  );
  const [first] = found.flat();
  return { regions: found.flat().map(({ region }) => region), told: first?.told };
}

function overwritten(certificateName: string, certificateArn: string, region: string): RenewerError {
  return new RenewerError({
    code: 'import-overwritten',
    disposition: 'person',
    subject: certificateArn,
    message:
      `ACM in ${region} held another certificate on ${certificateArn} than the one of ${certificateName} that was imported: ` +
      'somebody or something else imported it, and whatever uses this ARN served it. Ours is imported again now.',
    advice:
      'CloudTrail tells who it was (event ImportCertificate). If it was none of you: ' +
      `${DOCS_URL}/security.md#incident-steps.`,
  });
}
