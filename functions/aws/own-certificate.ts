/**
 * Finds the ACM certificate that an earlier run of ours imported and could not write down. It goes by the tags of the
 * first import, never by domain name alone: somebody else's certificate must not be overwritten. Tags may show late, or may
 * have been denied: a certificate without them is ours when it is the very one that we are about to import. The one write
 * here is the deletion of one that is known.
 */
import {
  type ACMClient,
  type CertificateSummary,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  GetCertificateCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
} from '@aws-sdk/client-acm';
import { isSameLeaf } from '../engine/certificate/leaf-digest.ts';
import type { InUse } from '../engine/ports/store.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { callAcm } from './acm-calls.ts';
import { awsErrorName } from './aws-error.ts';
import { areEarlierTags, CERTIFICATE_TAG, ownTags, RENEWER_TAG, STACK_TAG } from './certificate-tags.ts';
import type { Person } from './person-advice.ts';

const PAGE_SIZE = 1_000;
const MAX_PAGES = 20;

/** An ACM of one region. */
export type RegionalAcm = { client: ACMClient; region: string; caller?: Person | undefined };

export type Wanted = {
  certificateName: string;
  /** The value of the renewer's tag. */
  renewer: string;
  /** The value of the tag that earlier imports have put in its place. */
  stackName: string;
  domainNames: string[];
  /** The leaf that is about to be imported. */
  leafPem: string;
};

export type CertificateTags = ReadonlyMap<string | undefined, string | undefined>;

export type OwnCertificate = {
  certificateArn: string;
  /** Whether it shows our tags. */
  isTagged: boolean;
};

/**
 * The certificate that carries all our tags; of several the oldest, the one most likely to be in use. Else one that holds
 * this leaf, with none of our tags or with the earlier ones, which a namesake of this stack may have put there.
 */
export async function findOwnCertificate(
  acm: RegionalAcm,
  wanted: Wanted,
  deadline: Deadline,
): Promise<OwnCertificate | undefined> {
  const candidates = (await listCertificates(acm, deadline))
    .filter((summary) => mayBeOurs(summary, wanted.domainNames))
    .sort((a, b) => (a.CreatedAt?.getTime() ?? 0) - (b.CreatedAt?.getTime() ?? 0));
  const own = ownTags(wanted.renewer, wanted.certificateName);
  const untagged: string[] = [];
  // One after the other: ACM takes a few of these calls a second, and there is seldom more than one candidate.
  for (const { CertificateArn: certificateArn } of candidates) {
    if (certificateArn === undefined) continue;
    const tags = await listTags(acm, certificateArn, deadline);
    if (own.every(({ Key, Value }) => tags?.get(Key) === Value)) return { certificateArn, isTagged: true };
    if (tags && mayBeAdopted(tags, wanted)) untagged.push(certificateArn);
  }
  for (const certificateArn of untagged) {
    const leafPem = await readLeaf(acm, certificateArn, deadline);
    if (leafPem !== undefined && isSameLeaf(leafPem, wanted.leafPem))
      return { certificateArn, isTagged: false };
  }
  return undefined;
}

/** The PEM leaf that the ARN holds now; undefined when the ARN is gone. */
export async function readLeaf(
  { client, region }: RegionalAcm,
  certificateArn: string,
  deadline: Deadline,
): Promise<string | undefined> {
  const command = new GetCertificateCommand({ CertificateArn: certificateArn });
  const call = { action: 'acm:GetCertificate', resource: certificateArn };
  return orGone(async () => {
    const { Certificate } = await callAcm(region, call, deadline, (abort) => client.send(command, abort));
    return Certificate;
  });
}

/** ACM is asked who uses it, and itself refuses one that is in use; IAM refuses one that does not carry the stack's tag. */
export async function deleteCertificate(
  acm: RegionalAcm,
  certificateArn: string,
  deadline: Deadline,
): Promise<'deleted' | 'gone' | InUse> {
  // One that is gone has no tag: IAM would say "denied".
  const usedBy = await readUses(acm, certificateArn, deadline);
  if (usedBy === undefined) return 'gone';
  if (usedBy.length > 0) return { usedBy };
  const command = new DeleteCertificateCommand({ CertificateArn: certificateArn });
  const call = { action: 'acm:DeleteCertificate', resource: certificateArn };
  try {
    await callAcm(acm.region, call, deadline, (abort) => acm.client.send(command, abort));
    return 'deleted';
  } catch (thrown) {
    const name = awsErrorName(thrown);
    if (name === 'ResourceInUseException') return { usedBy: [] };
    if (name === 'ResourceNotFoundException') return 'gone';
    throw thrown;
  }
}

/** Undefined when there is no such certificate any more. */
async function readUses(
  { client, region }: RegionalAcm,
  certificateArn: string,
  deadline: Deadline,
): Promise<string[] | undefined> {
  const command = new DescribeCertificateCommand({ CertificateArn: certificateArn });
  const call = { action: 'acm:DescribeCertificate', resource: certificateArn };
  return orGone(async () => {
    const { Certificate } = await callAcm(region, call, deadline, (abort) => client.send(command, abort));
    return Certificate?.InUseBy ?? [];
  });
}

async function listCertificates(
  { client, region }: RegionalAcm,
  deadline: Deadline,
): Promise<CertificateSummary[]> {
  const summaries: CertificateSummary[] = [];
  const call = { action: 'acm:ListCertificates', resource: 'all certificates', subject: region };
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const command = new ListCertificatesCommand({
      // Without this filter ACM lists only RSA 1024 and 2048.
      Includes: {
        keyTypes: [
          'RSA_1024',
          'RSA_2048',
          'RSA_3072',
          'RSA_4096',
          'EC_prime256v1',
          'EC_secp384r1',
          'EC_secp521r1',
        ],
      },
      MaxItems: PAGE_SIZE,
      NextToken,
    });
    const answer = await callAcm(region, call, deadline, (abort) => client.send(command, abort));
    summaries.push(...(answer.CertificateSummaryList ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined) break;
  }
  return summaries;
}

/**
 * It must be imported, and have a name of ours: ACM never lets an import replace all names at once. A summary that leaves
 * out type or names may be ours.
 */
function mayBeOurs(summary: CertificateSummary, domainNames: string[]): boolean {
  const { Type, SubjectAlternativeNameSummaries: names = [], HasAdditionalSubjectAlternativeNames } = summary;
  if (Type !== undefined && Type !== 'IMPORTED') return false;
  if (names.length === 0 || HasAdditionalSubjectAlternativeNames) return true;
  return names.some((name) => domainNames.includes(name));
}

function mayBeAdopted(tags: CertificateTags, { certificateName, stackName }: Wanted): boolean {
  const isOurs = [CERTIFICATE_TAG, RENEWER_TAG, STACK_TAG].some((key) => tags.has(key));
  return !isOurs || areEarlierTags(tags, stackName, certificateName);
}

/** Undefined when there is no such certificate any more. */
export async function listTags(
  { client, region, caller }: RegionalAcm,
  certificateArn: string,
  deadline: Deadline,
): Promise<CertificateTags | undefined> {
  const command = new ListTagsForCertificateCommand({ CertificateArn: certificateArn });
  const call = { action: 'acm:ListTagsForCertificate', resource: certificateArn, caller };
  return orGone(async () => {
    const { Tags = [] } = await callAcm(region, call, deadline, (abort) => client.send(command, abort));
    return new Map(Tags.map(({ Key, Value }) => [Key, Value]));
  });
}

/** Undefined when there is no such certificate any more. */
export async function orGone<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    if (awsErrorName(thrown) === 'ResourceNotFoundException') return undefined;
    throw thrown;
  }
}
