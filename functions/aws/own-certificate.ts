/**
 * Finds the ACM certificate that an earlier run of ours imported and could not write down. It goes by the tags of the
 * first import, never by domain name alone: somebody else's certificate must not be overwritten. Reads only.
 */
import {
  type ACMClient,
  type CertificateSummary,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
} from '@aws-sdk/client-acm';
import type { Deadline } from '../engine/ports/time.ts';
import { awsErrorName, callAws } from './aws-error.ts';
import type { Tag } from './certificate-tags.ts';

const PAGE_SIZE = 1_000;
const MAX_PAGES = 20;

/** The ARN that carries all these tags; of several the oldest, the one most likely to be in use. */
export async function findOwnCertificate(
  client: ACMClient,
  wanted: { tags: Tag[]; domainNames: string[] },
  deadline: Deadline,
): Promise<string | undefined> {
  const candidates = (await listCertificates(client, deadline))
    .filter((summary) => mayBeOurs(summary, wanted.domainNames))
    .sort((a, b) => (a.CreatedAt?.getTime() ?? 0) - (b.CreatedAt?.getTime() ?? 0));
  // One after the other: ACM takes a few of these calls a second, and there is seldom more than one candidate.
  for (const { CertificateArn } of candidates) {
    if (CertificateArn === undefined) continue;
    const tags = await listTags(client, CertificateArn, deadline);
    if (wanted.tags.every(({ Key, Value }) => tags.get(Key) === Value)) return CertificateArn;
  }
  return undefined;
}

async function listCertificates(client: ACMClient, deadline: Deadline): Promise<CertificateSummary[]> {
  const summaries: CertificateSummary[] = [];
  const call = {
    action: 'acm:ListCertificates',
    resource: 'all certificates',
    code: 'import-failed' as const,
  };
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
    const answer = await callAws(call, deadline, (abort) => client.send(command, abort));
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

async function listTags(
  client: ACMClient,
  certificateArn: string,
  deadline: Deadline,
): Promise<Map<string | undefined, string | undefined>> {
  const command = new ListTagsForCertificateCommand({ CertificateArn: certificateArn });
  const call = {
    action: 'acm:ListTagsForCertificate',
    resource: certificateArn,
    code: 'import-failed' as const,
  };
  try {
    const { Tags = [] } = await callAws(call, deadline, (abort) => client.send(command, abort));
    return new Map(Tags.map(({ Key, Value }) => [Key, Value]));
  } catch (thrown) {
    // Deleted since it was listed.
    if (awsErrorName(thrown) === 'ResourceNotFoundException') return new Map();
    throw thrown;
  }
}
