/**
 * Keeps a certificate in a secret of its own, for what reads Secrets Manager: External Secrets, ECS and others. Its name follows from
 * the certificate's, and our tags say that it is ours: no other secret of that name is written or deleted. A secret is written
 * without being read first, so what is written twice is one version more.
 */
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { tagList } from '../engine/config/tags.ts';
import { RenewerError } from '../engine/errors.ts';
import type { SecretRequest, SecretTarget } from '../engine/ports/store.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { awsErrorName, callAws } from './aws-error.ts';
import { ownTags } from './certificate-tags.ts';
import type { Lazy } from './clients.ts';
import { certificateSecretName } from './secret-names.ts';
import { secretValue } from './secret-value.ts';

export type SecretTargetOptions = {
  client: Lazy<SecretsManagerClient>;
  /** The names of the secrets begin with it. */
  renewerName: string;
  /** Marks what is ours, together with the certificate's name (certificate-tags.ts). */
  renewer: string;
  /** Encrypts a secret that is made. @default - Secrets Manager's own key */
  encryptionKeyArn?: string | undefined;
};

/** The longest that Secrets Manager has. */
const RECOVERY_DAYS = 30;

export function createSecretTarget(options: SecretTargetOptions): SecretTarget {
  return {
    expectOwn: async (certificateName, deadline) =>
      void (await describeOwn(targetOf(options, certificateName), deadline)),
    writeSecret: (request, deadline) =>
      writeSecret(targetOf(options, request.certificateName), request, deadline),
    async readVersionId(certificateName, deadline) {
      const found = await describe(targetOf(options, certificateName), deadline);
      return found?.isOwn && !found.isLeaving ? found.versionId : undefined;
    },
    deleteSecret: (certificateName, deadline) => deleteSecret(targetOf(options, certificateName), deadline),
  };
}

type Target = SecretTargetOptions & { certificateName: string; secretName: string };

function targetOf(options: SecretTargetOptions, certificateName: string): Target {
  const secretName = certificateSecretName(options.renewerName, certificateName);
  return { ...options, certificateName, secretName };
}

async function writeSecret(target: Target, { files, tags }: SecretRequest, deadline: Deadline) {
  const value = secretValue(files, target.secretName);
  const found = await describeOwn(target, deadline);
  const made = found ? undefined : await createSecret(target, value, tags, deadline);
  // Somebody was faster, or our own answer got lost: then it is there by now.
  const secretArn =
    made ?? (await putValue(target, value, found ?? (await describeOwn(target, deadline)), deadline));
  return { secretArn, versionId: await readBack(target, value, deadline) };
}

/** Its ARN; undefined when there is such a secret by now. */
async function createSecret(
  { client, certificateName, secretName, renewer, encryptionKeyArn }: Target,
  value: string,
  tags: SecretRequest['tags'] = {},
  deadline: Deadline,
): Promise<string | undefined> {
  const command = new CreateSecretCommand({
    Name: secretName,
    Description: `Certificate ${certificateName} with its key, written by dnscale-certs at each renewal`,
    SecretString: value,
    KmsKeyId: encryptionKeyArn,
    Tags: [...ownTags(renewer, certificateName), ...tagList(tags)],
  });
  const call = { ...callOn('CreateSecret', secretName), withheld: value };
  try {
    const { ARN } = await callAws(call, deadline, (options) => client().send(command, options));
    return ARN ?? secretName;
  } catch (thrown) {
    if (awsErrorName(thrown) === 'ResourceExistsException') return undefined;
    throw thrown;
  }
}

/** As a new version. The one before stays readable as AWSPREVIOUS. */
async function putValue(
  { client, secretName }: Target,
  value: string,
  found: Found | undefined,
  deadline: Deadline,
): Promise<string> {
  if (found?.isLeaving) {
    const restore = new RestoreSecretCommand({ SecretId: secretName });
    const call = callOn('RestoreSecret', secretName);
    await callAws(call, deadline, (options) => client().send(restore, options));
  }
  const command = new PutSecretValueCommand({ SecretId: secretName, SecretString: value });
  const call = { ...callOn('PutSecretValue', secretName), withheld: value };
  const { ARN } = await callAws(call, deadline, (options) => client().send(command, options));
  return ARN ?? secretName;
}

/** The version that readers get, once it is what was written. */
async function readBack({ client, secretName }: Target, value: string, deadline: Deadline): Promise<string> {
  const command = new GetSecretValueCommand({ SecretId: secretName });
  const call = callOn('GetSecretValue', secretName);
  const read = await callAws(call, deadline, (options) => client().send(command, options));
  if (read.SecretString === value && read.VersionId !== undefined) return read.VersionId;
  throw new RenewerError({
    code: 'store-failed',
    disposition: 'next-run',
    subject: secretName,
    message: `The secret ${secretName} was written, and whoever reads it gets another value: something else writes it too. The certificate is issued and stored.`,
    advice:
      'The next run writes it again. Find out what else writes it: CloudTrail has the event PutSecretValue.',
  });
}

async function deleteSecret(target: Target, deadline: Deadline) {
  const { client, secretName } = target;
  const found = await describe(target, deadline);
  if (!found?.isOwn || found.isLeaving) return 'gone';
  const command = new DeleteSecretCommand({ SecretId: secretName, RecoveryWindowInDays: RECOVERY_DAYS });
  const call = callOn('DeleteSecret', secretName);
  const { DeletionDate } = await callAws(call, deadline, (options) => client().send(command, options));
  return DeletionDate ? { restorableUntil: DeletionDate } : 'gone';
}

type Found = {
  isOwn: boolean;
  /** It is scheduled for deletion: nobody can read or write it. */
  isLeaving: boolean;
  versionId: string | undefined;
};

async function describeOwn(target: Target, deadline: Deadline): Promise<Found | undefined> {
  const found = await describe(target, deadline);
  if (found && !found.isOwn) throw await notOwn(target);
  return found;
}

async function describe(
  { client, secretName, certificateName, renewer }: Target,
  deadline: Deadline,
): Promise<Found | undefined> {
  const command = new DescribeSecretCommand({ SecretId: secretName });
  const call = callOn('DescribeSecret', secretName);
  try {
    const answer = await callAws(call, deadline, (options) => client().send(command, options));
    return {
      isOwn: ownTags(renewer, certificateName).every(({ Key, Value }) => tagOf(answer, Key) === Value),
      isLeaving: answer.DeletedDate !== undefined,
      versionId: currentVersion(answer),
    };
  } catch (thrown) {
    if (awsErrorName(thrown) === 'ResourceNotFoundException') return undefined;
    throw thrown;
  }
}

function tagOf({ Tags = [] }: DescribeSecretCommandOutput, key: string): string | undefined {
  return Tags.find(({ Key }) => Key === key)?.Value;
}

function currentVersion({ VersionIdsToStages = {} }: DescribeSecretCommandOutput): string | undefined {
  return Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
}

async function notOwn({ client, secretName, certificateName, renewer }: Target): Promise<RenewerError> {
  const tags = ownTags(renewer, certificateName).map(({ Key, Value }) => `Key=${Key},Value=${Value}`);
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: secretName,
    message: `The secret ${secretName} is not ours. It lacks the tags of ${certificateName}, which is to be stored under this name, and stays as it is.`,
    advice: `If it may be overwritten, tag it: \`aws secretsmanager tag-resource --secret-id ${secretName} --tags ${tags.join(' ')} --region ${await client().config.region()}\` Else give the certificate another certificateName.`,
  });
}

function callOn(action: string, secretName: string) {
  return {
    action: `secretsmanager:${action}`,
    resource: `secret ${secretName}`,
    code: 'store-failed' as const,
    ifDenied: 'With a KMS key of yours, its policy has to let this role use it too.',
  };
}
