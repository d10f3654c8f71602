/**
 * Whether ACM would take an import: it answers for this account in every region of the definition, each ARN is there, and its tags
 * still say that it is this certificate's.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import { RenewerError } from '../errors.ts';
import { arnGone } from '../install/arn-gone.ts';
import { judgeOwn } from '../install/existing-arns.ts';
import { ownValue } from '../own-value.ts';
import type { CertificateImporter } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { CertificateState } from '../renewal/state.ts';

export type ArnPorts = { importer: Pick<CertificateImporter, 'readExisting'> };

/** @throws RenewerError of the first region that has one, in the order of the definition. */
export async function checkArns(
  { certificateName, regions }: CertificateDefinition,
  { installations }: CertificateState,
  { importer }: ArnPorts,
  deadline: Deadline,
): Promise<void> {
  const results = await Promise.allSettled(
    regions.map(async (region) => {
      const certificateArn = ownValue(installations, region)?.certificateArn;
      if (certificateArn === undefined) return;
      const existing = await importer.readExisting(certificateArn, certificateName, region, deadline);
      if (!existing) {
        throw arnGone(
          certificateArn,
          `A renewal of ${certificateName} could not be imported onto ${certificateArn}`,
        );
      }
      judgeOwn(certificateArn, existing, certificateName);
      if (existing.holder === undefined) throw untagged(certificateName, certificateArn, existing.tagCommand);
    }),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function untagged(certificateName: string, certificateArn: string, tagCommand: string): RenewerError {
  return new RenewerError({
    code: 'import-failed',
    disposition: 'person',
    subject: certificateArn,
    message:
      `The ARN of ${certificateName} lacks a tag of ours, which somebody has removed: the role may import only onto what carries ` +
      `it. It is ${certificateArn}.`,
    advice: `Put it back: \`${tagCommand}\``,
  });
}
