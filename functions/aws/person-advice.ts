/**
 * What a person does about a call to AWS that failed with their own credentials: whoever works at a deployed renewer by the
 * command. The names and words are those of the SDK (its credential providers) and of AWS. Pure.
 */
import { DOCS_URL } from '../engine/config/docs-url.ts';

/** Who works at the command, with the AWS credentials that the AWS CLI would take. */
export type Person = {
  /** What names the profile in a command of the AWS CLI, for a shell: ` --profile shop`. Empty where none is named. */
  profileOption: string;
};

export type FailedCall = Person & {
  /** Of what the SDK threw, and its message. */
  name: string;
  words: string;
  /** As IAM spells it: what was called. */
  action: string;
  /** What the call was about, with its kind. */
  resource: string;
};

type Row = { fits(call: FailedCall): boolean; advice(call: FailedCall): string };

/** The first that fits counts. */
const ROWS: readonly Row[] = [
  {
    fits: ({ words }) => /^Region is missing/.test(words),
    advice: () => 'Give --region, or set AWS_REGION or the region of your AWS profile.',
  },
  {
    fits: ({ name, words }) =>
      isOfProvider(name) && /aws sso login|\bSSO\b|^UnauthorizedException: /i.test(words),
    advice: ({ profileOption }) => `Sign in: aws sso login${profileOption}`,
  },
  {
    fits: ({ name, words }) => isOfProvider(name) && /aws login|\/login\/cache\/|reauthenticate/i.test(words),
    advice: ({ profileOption }) => `Sign in: aws login${profileOption}`,
  },
  {
    fits: ({ name, words }) => isOfProvider(name) && /multi-factor/.test(words),
    advice: () =>
      'This command does not ask for a code: get a session by `aws sts get-session-token`, and set its three variables.',
  },
  {
    fits: ({ name }) => isOfProvider(name),
    advice: () =>
      'Give AWS credentials as the AWS CLI takes them: --profile or AWS_PROFILE, after `aws configure` or `aws sso login`, or AWS_ACCESS_KEY_ID and its companions.',
  },
  {
    fits: ({ name }) => /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/.test(name),
    advice: ({ profileOption }) =>
      `The session of these credentials has ended. Sign in again (\`aws sso login${profileOption}\`), or set those of a new session.`,
  },
  {
    fits: ({ name }) => /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId)$/.test(name),
    advice: ({ profileOption }) =>
      `AWS does not know these credentials in this region: they were deleted, or the region is not enabled. See whose they are: aws sts get-caller-identity${profileOption}`,
  },
  {
    fits: ({ name }) => /^(InvalidSignatureException|SignatureDoesNotMatch|RequestTimeTooSkewed)$/.test(name),
    advice: () => "The secret access key is not that of the access key, or this machine's clock is wrong.",
  },
  {
    fits: (call) => isDenial(call) && /with an explicit deny/.test(call.words),
    advice: (call) =>
      `A policy forbids ${deniedIn(call)}, so that no other one can allow it: whoever wrote that policy has to change it.`,
  },
  {
    fits: isDenial,
    advice: (call) =>
      `Allow ${deniedIn(call)} for the AWS identity that you use (${DOCS_URL}/command.md#aws-permissions).`,
  },
  {
    fits: ({ name, words }) => name === 'TimeoutError' || UNREACHED.test(words),
    advice: () =>
      'See whether the region is right, and whether this network lets https out to AWS; a proxy is not used. Then try again.',
  },
  {
    fits: ({ name }) => /^(ResourceNotFoundException|NoSuchBucket|QueueDoesNotExist|NotFound)$/.test(name),
    advice: () => 'It does not exist (any more): deploy the renewer again.',
  },
];

/** What Node says of a connection that did not come about. A region that is none has no address. */
const UNREACHED = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/;

export function whatYouDo(call: FailedCall): string {
  return ROWS.find(({ fits }) => fits(call))?.advice(call) ?? 'Try again.';
}

function isOfProvider(name: string): boolean {
  return /^(Credentials|Token)ProviderError$/.test(name);
}

/** SNS has a name of its own, and SQS one for a key in KMS. */
function isDenial({ name }: FailedCall): boolean {
  return /^(AccessDenied|AccessDeniedException|AuthorizationErrorException|Forbidden|KMS\.AccessDeniedException|KmsAccessDenied)$/.test(
    name,
  );
}

/** AWS may name another action than the one that was called: that of the key, or that of the role which a profile takes. */
function deniedIn({ action, resource: called, words, name }: FailedCall): string {
  const [, denied, resource] =
    /not authorized to perform: (\S+?)(?: on resource: (\S+))?(?:\s|$)/.exec(words) ?? [];
  if (denied) return `${denied} on ${resource ?? called}`;
  if (/kms/i.test(name) || /\bKMS\b/.test(words))
    return "kms:Decrypt and kms:GenerateDataKey on the renewer's key";
  return `${action} on ${called}`;
}
