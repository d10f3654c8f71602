/** Says in words why ACM refused an import, and who has to act. */
import { type ErrorCode, factsOf, RenewerError, type RenewerErrorInit } from '../engine/errors.ts';
import { ARN_GONE } from '../engine/install/arn-gone.ts';
import { awsErrorName, awsWords, isThrottled, isUnanswered } from './aws-error.ts';
import { CERTIFICATE_TAG, ownTags, RENEWER_TAG, tagCommand } from './certificate-tags.ts';

type Import = {
  certificateName: string;
  region: string;
  certificateArn?: string | undefined;
  /** The tag's value without which the role may not do it. @default - it needs no tag */
  renewer?: string;
};

/** `thrown` comes from `callAws`. An error that is no refusal by ACM keeps its message. */
export function importError(thrown: unknown, attempted: Import): RenewerError {
  const { certificateName, region, certificateArn } = attempted;
  const where = certificateArn === undefined ? `into ACM in ${region}` : `onto ${certificateArn}`;
  const words = awsWords(thrown);
  const refusal = refusalOf(awsErrorName(thrown) ?? '', words, certificateArn !== undefined);
  const known = thrown instanceof RenewerError ? thrown : undefined;
  if (!refusal && known?.code === 'deadline-exceeded') return known;
  const { code, disposition, seen, advice, subject } = refusal ?? {
    code: 'import-failed',
    subject: known?.subject,
    disposition: known?.disposition ?? 'next-run',
    seen: known === undefined ? words : factsOf(known),
    advice: `${known?.advice ?? ''}${tagHint(thrown, attempted)}` || undefined,
  };
  return new RenewerError({
    code,
    disposition,
    subject: subject ?? subjectOf(code, thrown, attempted),
    message: `The certificate ${certificateName} was not imported ${where}: ${seen} It is issued and stored; what ACM holds stays as it is.`,
    advice,
    cause: known?.cause ?? thrown,
  });
}

/** A quota is the region's, and so is what ACM fails with for all; what it has against this certificate concerns no other one. */
function subjectOf(
  code: ErrorCode,
  thrown: unknown,
  { certificateArn, certificateName, region }: Import,
): string {
  if (code === 'import-quota' || isThrottled(thrown) || isUnanswered(thrown)) return region;
  return certificateArn ?? (code === 'import-incompatible' ? certificateName : region);
}

function tagHint(thrown: unknown, { certificateName, region, certificateArn, renewer }: Import): string {
  if (
    renewer === undefined ||
    certificateArn === undefined ||
    awsErrorName(thrown) !== 'AccessDeniedException'
  )
    return '';
  return (
    ` The role may do it only on a certificate whose tag ${RENEWER_TAG} is ${renewer}. If somebody removed that, put it back: ` +
    `\`${tagCommand({ certificateArn, region }, ownTags(renewer, certificateName))}\` ` +
    'If another renewer stands there, the ARN is its own: give this certificate a new certificateName.'
  );
}

type Refusal = Pick<RenewerErrorInit, 'code' | 'disposition' | 'advice' | 'subject'> & { seen: string };

function refusalOf(name: string, words: string, isOntoArn: boolean): Refusal | undefined {
  const known = Object.hasOwn(REFUSALS, name) ? REFUSALS[name] : undefined;
  return known && { disposition: 'person', ...known(words, isOntoArn) };
}

type Explain = (words: string, isOntoArn: boolean) => Omit<Refusal, 'disposition'>;

const overQuota: Explain = (words) => ({
  code: 'import-quota',
  seen: `a quota of ACM is used up ("${words}").`,
  advice: /last year/.test(words)
    ? 'Ask for more under Service Quotas. It counts the imports of a year, deleted certificates too.'
    : 'Ask for more under Service Quotas, or delete imported certificates that nothing uses.',
});

const refused: Explain = (words, isOntoArn) => ({
  code: 'import-incompatible',
  seen: `ACM says "${words}".`,
  advice: adviceOn(words, isOntoArn),
});

const tagsRefused: Explain = (words) => ({
  code: 'import-failed',
  seen: `ACM does not take the tags ${CERTIFICATE_TAG} and ${RENEWER_TAG}, by which a run finds the certificate again, or one that your stack gives beside them ("${words}").`,
  advice: 'Allow both keys in the tag policy of the organization, and correct your own.',
});

const REFUSALS: Readonly<Record<string, Explain>> = {
  ResourceNotFoundException: () => ARN_GONE,
  InvalidArnException: () => ARN_GONE,
  LimitExceededException: overQuota,
  ServiceQuotaExceededException: overQuota,
  ValidationException: refused,
  InvalidParameterException: refused,
  TagPolicyException: tagsRefused,
  InvalidTagException: tagsRefused,
  TooManyTagsException: tagsRefused,
};

function adviceOn(words: string, isOntoArn: boolean): string {
  if (/chain/i.test(words)) {
    return 'The chain of this CA is not what ACM takes: name another root in preferredChain, or leave it out.';
  }
  if (isOntoArn) {
    return 'A certificate on an ARN keeps its key type and size, its key usages and at least one domain name; change the definition back, or give it a new certificateName.';
  }
  return 'Change its keyAlgorithm, profile or CA, and the certificate that follows is imported. No earlier one stands in its way: what ACM names is wrong with this one.';
}
