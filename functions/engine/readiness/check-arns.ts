/** Whether ACM would take an import: it answers for this account in every region of the definition, and each ARN is there. */
import type { CertificateDefinition } from '../config/definition.ts';
import { RenewerError } from '../errors.ts';
import { ownValue } from '../own-value.ts';
import type { CertificateImporter } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { CertificateState } from '../renewal/state.ts';

export type ArnPorts = { importer: Pick<CertificateImporter, 'readCertificate'> };

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
      const held = await importer.readCertificate(certificateArn, region, deadline);
      if (held === undefined) throw gone(certificateName, certificateArn, region);
    }),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function gone(certificateName: string, certificateArn: string, region: string): RenewerError {
  return new RenewerError({
    code: 'import-failed',
    disposition: 'person',
    subject: certificateArn,
    message:
      `The ARN ${certificateArn} of ${certificateName} is gone from ACM in ${region}: somebody deleted it. A renewal could not ` +
      'be imported onto it. Listeners and distributions that name it need a new one.',
    advice: 'Give the certificate a new certificateName and deploy, then use the ARN that comes with it.',
  });
}
