/**
 * Asks ACM about the ARNs that a certificate is to take over, before an order is spent; the import asks once more. What is
 * the certificate's own already is no question here. It changes nothing.
 */
import { regionOfArn } from '../config/certificate-arn.ts';
import type { CertificateDefinition, KeyAlgorithm } from '../config/definition.ts';
import { ownValue } from '../own-value.ts';
import type { CertificateImporter } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { Installation } from '../renewal/state.ts';
import { expectNoOtherArn, judgeExisting, judgeOwn, type TakeOver } from './existing-arns.ts';

/**
 * The key algorithm of these ARNs, which have to agree; the given one where there are none.
 * @throws RenewerError for a person, of the first ARN on which ACM or its owner would refuse the certificate.
 */
export async function expectTakeable(
  wanted: TakeOver,
  installations: Readonly<Record<string, Installation>>,
  importer: Pick<CertificateImporter, 'readExisting'>,
  deadline: Deadline,
): Promise<KeyAlgorithm | undefined> {
  expectNoOtherArn(wanted, installations);
  const arns = (wanted.existingCertificateArns ?? []).filter(
    (arn) => ownValue(installations, regionOfArn(arn)) === undefined,
  );
  const found = await Promise.all(
    arns.map(async (arn) => {
      const existing = await importer.readExisting(arn, wanted.certificateName, regionOfArn(arn), deadline);
      return { arn, existing };
    }),
  );
  let { keyAlgorithm } = wanted;
  for (const { arn, existing } of found) {
    keyAlgorithm = judgeExisting(arn, existing, { ...wanted, keyAlgorithm });
  }
  return keyAlgorithm;
}

/** @throws RenewerError where an ARN of an earlier declaration was handed over to another certificate meanwhile. */
export async function expectStillOwn(
  { certificateName, regions }: Pick<CertificateDefinition, 'certificateName' | 'regions'>,
  installations: Readonly<Record<string, Installation>>,
  importer: Pick<CertificateImporter, 'readExisting'>,
  deadline: Deadline,
): Promise<void> {
  await Promise.all(
    regions.map(async (region) => {
      const arn = ownValue(installations, region)?.certificateArn;
      if (arn === undefined) return;
      judgeOwn(arn, await importer.readExisting(arn, certificateName, region, deadline), certificateName);
    }),
  );
}
