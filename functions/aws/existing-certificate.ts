/**
 * A certificate in ACM that others may have made, as a renewer reads it before it takes its ARN over: type, leaf, and whose it is
 * by its tags. It changes nothing.
 */
import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import type { CertificateImporter, ExistingCertificate } from '../engine/ports/store.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { callAcm } from './acm-calls.ts';
import type { AcmClients } from './acm-clients.ts';
import { areEarlierTags, CERTIFICATE_TAG, ownTags, RENEWER_TAG, tagCommand } from './certificate-tags.ts';
import { type CertificateTags, listTags, orGone, type RegionalAcm, readLeaf } from './own-certificate.ts';
import type { Person } from './person-advice.ts';
import { keySegment } from './store-keys.ts';

export type ExistingReaderOptions = {
  client: AcmClients;
  /** The value of the renewer's tag. */
  renewer: string;
  /** The value of the tag that earlier imports have put in its place. @default - these count as nobody's */
  stackName?: string;
};

/** Whose it is by its tags; undefined where there is no such certificate. */
export type HolderReader = (
  certificateArn: string,
  certificateName: string,
  region: string,
  deadline: Deadline,
) => Promise<Pick<ExistingCertificate, 'holder'> | undefined>;

const ATTEMPTS = 8;

export function createExistingReader({
  client,
  renewer,
  stackName,
}: ExistingReaderOptions): Pick<CertificateImporter, 'readExisting'> {
  return {
    readExisting: (certificateArn, certificateName, region, deadline) =>
      readExisting(
        { client: client(region, ATTEMPTS), region },
        { certificateArn, certificateName, renewer, stackName },
        deadline,
      ),
  };
}

/** Asks for its tags alone, so that it needs no right to read a certificate. */
export function createHolderReader({
  client,
  renewer,
  caller,
}: Omit<ExistingReaderOptions, 'stackName'> & { caller: Person }): HolderReader {
  return async (certificateArn, certificateName, region, deadline) => {
    const acm = { client: client(region, ATTEMPTS), region, caller };
    const tags = await listTags(acm, certificateArn, deadline);
    const wanted = { certificateArn, certificateName, renewer, stackName: undefined };
    return tags && holderOf(tags, wanted, region);
  };
}

type Wanted = {
  certificateArn: string;
  certificateName: string;
  renewer: string;
  stackName: string | undefined;
};

async function readExisting(
  acm: RegionalAcm,
  wanted: Wanted,
  deadline: Deadline,
): Promise<ExistingCertificate | undefined> {
  const { certificateArn } = wanted;
  const type = await readType(acm, certificateArn, deadline);
  const tags = type === undefined ? undefined : await listTags(acm, certificateArn, deadline);
  // ACM has none to give before it has validated one of its own.
  const leafPem = type === 'IMPORTED' ? await readLeaf(acm, certificateArn, deadline) : '';
  if (type === undefined || tags === undefined || leafPem === undefined) return undefined;
  return { type, leafPem, ...holderOf(tags, wanted, acm.region) };
}

async function readType(
  { client, region }: RegionalAcm,
  certificateArn: string,
  deadline: Deadline,
): Promise<string | undefined> {
  const command = new DescribeCertificateCommand({ CertificateArn: certificateArn });
  const call = { action: 'acm:DescribeCertificate', resource: certificateArn };
  return orGone(async () => {
    const { Certificate } = await callAcm(region, call, deadline, (abort) => client.send(command, abort));
    return Certificate?.Type ?? 'of no type';
  });
}

function holderOf(
  tags: CertificateTags,
  { certificateArn, certificateName, renewer, stackName }: Wanted,
  region: string,
): Pick<ExistingCertificate, 'holder' | 'tagCommand'> {
  const own = ownTags(renewer, certificateName);
  const command = { tagCommand: tagCommand({ certificateArn, region }, own) };
  const isEarlier = stackName !== undefined && areEarlierTags(tags, stackName, certificateName);
  if (isEarlier || own.every(({ Key, Value }) => tags.get(Key) === Value))
    return { holder: 'us', ...command };
  const given = { renewer: tags.get(RENEWER_TAG), certificate: tags.get(CERTIFICATE_TAG) };
  if (given.renewer !== undefined && given.renewer !== renewer) {
    return { holder: `the renewer ${given.renewer}`, ...command };
  }
  const isAnother = given.certificate !== undefined && given.certificate !== keySegment(certificateName);
  return { ...(isAnother && { holder: `the certificate ${given.certificate}` }), ...command };
}
