/** What AWS and its SDK say, word for word, and what the person at the command is told to do. */
import { describe, expect, it } from 'vitest';
import { callAws } from '../../../functions/aws/aws-error.ts';
import { noDeadline } from '../../support/builders.ts';
import { sdkError } from './scripted-client.ts';

const CALL = { action: 'dynamodb:Scan', resource: 'table Certs-states' };
const TABLE = 'arn:aws:dynamodb:eu-central-1:111122223333:table/Certs-states';
const ME = 'User: arn:aws:sts::111122223333:assumed-role/Reader/me';
const WHOLE = '(https://github.com/dnscale/dnscale-certs/blob/main/docs/command.md#aws-permissions).';

async function told(name: string, words: string, profileOption: string): Promise<string> {
  const caller = { profileOption };
  const call = callAws({ ...CALL, caller }, noDeadline(), () => Promise.reject(sdkError(name, words)));
  const failure = await call.catch((error) => error);
  expect(failure).toMatchObject({ code: 'aws-failed', disposition: 'person', subject: 'table Certs-states' });
  return failure.advice;
}

describe('a call with the credentials of a person', () => {
  it.each<[string, string, string, string]>([
    [
      'no credentials',
      'CredentialsProviderError',
      'Could not load credentials from any providers',
      'Give AWS credentials as the AWS CLI takes them: --profile or AWS_PROFILE, after `aws configure` or `aws sso login`, or AWS_ACCESS_KEY_ID and its companions.',
    ],
    [
      'no region',
      'Error',
      'Region is missing',
      'Give --region, or set AWS_REGION or the region of your AWS profile.',
    ],
    [
      'an SSO session that has ended',
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
      'Sign in: aws sso login --profile shop',
    ],
    [
      'an SSO token that has ended',
      'TokenProviderError',
      "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
      'Sign in: aws sso login --profile shop',
    ],
    [
      'a sign-in at IAM Identity Center that was ended there',
      'CredentialsProviderError',
      'UnauthorizedException: Session token not found or invalid',
      'Sign in: aws sso login --profile shop',
    ],
    [
      'a session of aws login that has ended',
      'CredentialsProviderError',
      'Your session has expired. Please reauthenticate.',
      'Sign in: aws login --profile shop',
    ],
    [
      'a profile that asks for a second factor',
      'CredentialsProviderError',
      'Profile shop requires multi-factor authentication, but no MFA code callback was provided.',
      'This command does not ask for a code: get a session by `aws sts get-session-token`, and set its three variables.',
    ],
    [
      'a session of STS that has ended',
      'ExpiredTokenException',
      'The security token included in the request is expired',
      'The session of these credentials has ended. Sign in again (`aws sso login --profile shop`), or set those of a new session.',
    ],
    [
      'keys that AWS does not know',
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      'AWS does not know these credentials in this region: they were deleted, or the region is not enabled. See whose they are: aws sts get-caller-identity --profile shop',
    ],
    [
      'a wrong secret key',
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      "The secret access key is not that of the access key, or this machine's clock is wrong.",
    ],
    [
      'a permission that is missing',
      'AccessDeniedException',
      `${ME} is not authorized to perform: dynamodb:Scan on resource: ${TABLE} because no identity-based policy allows the dynamodb:Scan action`,
      `Allow dynamodb:Scan on ${TABLE} for the AWS identity that you use ${WHOLE}`,
    ],
    [
      'the key of a table',
      'AccessDeniedException',
      `${ME} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-central-1:111122223333:key/1 because no identity-based policy allows the kms:Decrypt action`,
      `Allow kms:Decrypt on arn:aws:kms:eu-central-1:111122223333:key/1 for the AWS identity that you use ${WHOLE}`,
    ],
    [
      'the key of a queue',
      'KMS.AccessDeniedException',
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
      `Allow kms:Decrypt and kms:GenerateDataKey on the renewer's key for the AWS identity that you use ${WHOLE}`,
    ],
    [
      'a role of the profile that may not be taken',
      'AccessDenied',
      'User: arn:aws:iam::111122223333:user/me is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/Operator',
      `Allow sts:AssumeRole on arn:aws:iam::444455556666:role/Operator for the AWS identity that you use ${WHOLE}`,
    ],
    [
      'a policy of the organization',
      'AccessDeniedException',
      `${ME} is not authorized to perform: dynamodb:Scan on resource: ${TABLE} with an explicit deny in a service control policy`,
      `A policy forbids dynamodb:Scan on ${TABLE}, so that no other one can allow it: whoever wrote that policy has to change it.`,
    ],
    [
      'a denial in other words',
      'AccessDeniedException',
      'not authorized',
      `Allow dynamodb:Scan on table Certs-states for the AWS identity that you use ${WHOLE}`,
    ],
    [
      'a table that is gone',
      'ResourceNotFoundException',
      'Requested resource not found',
      'It does not exist (any more): deploy the renewer again.',
    ],
    [
      'silence',
      'TimeoutError',
      'a request has exceeded the configured 10000 ms requestTimeout.',
      'See whether the region is right, and whether this network lets https out to AWS; a proxy is not used. Then try again.',
    ],
    [
      'a region that is none',
      'Error',
      'getaddrinfo ENOTFOUND ssm.eu-centrel-1.amazonaws.com',
      'See whether the region is right, and whether this network lets https out to AWS; a proxy is not used. Then try again.',
    ],
    ['anything else', 'InternalServerError', 'Internal server error', 'Try again.'],
  ])('is told what to do about %s', async (_, name, words, advice) => {
    expect(await told(name, words, ' --profile shop')).toBe(advice);
  });

  it('is not told of a profile where none is named', async () => {
    const words = 'The SSO session associated with this profile is invalid.';

    expect(await told('CredentialsProviderError', words, '')).toBe('Sign in: aws sso login');
  });
});
