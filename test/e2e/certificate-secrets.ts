/**
 * The secret of example.com in the stack DnscaleCerts, as its owner and its readers see it, and what a role might try with
 * others.
 */
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { AwsClientConfiguration } from '../support/world/aws.ts';
import { type Call, FOREIGN_SECRET, readSecret } from './role-probes.ts';

export const DECLARED = {
  domainNames: ['example.com', '*.example.com'],
  profile: 'default',
  storeInSecretsManager: true,
  removalPolicy: 'destroy' as const,
};

const SecretId = 'DnscaleCerts/certificates/example.com';
/** Below the renewer's prefix, and not of the renewer by its tags. */
const OTHERS = 'DnscaleCerts/certificates/others.example.org';

/** Key and full chain, as in `bundle.pem`. */
export async function readAsBundle(as: AwsClientConfiguration): Promise<string> {
  const { SecretString } = await new SecretsManagerClient(as).send(new GetSecretValueCommand({ SecretId }));
  const { 'tls.key': key, 'tls.crt': certificate } = JSON.parse(SecretString ?? '{}');
  return `${key}${certificate}`;
}

export async function overwrite(as: AwsClientConfiguration): Promise<void> {
  const SecretString = '{"tls.key":"of somebody else"}';
  await new SecretsManagerClient(as).send(new PutSecretValueCommand({ SecretId, SecretString }));
}

/** Until when it can be restored; undefined while it is not deleted. */
export async function restorableUntil(as: AwsClientConfiguration): Promise<Date | undefined> {
  return (await new SecretsManagerClient(as).send(new DescribeSecretCommand({ SecretId }))).DeletedDate;
}

export const readOwnCertificateSecret: Call = readSecret(SecretId);
export const readOthersBelowPrefix: Call = readSecret(OTHERS);

/** Without the renewer's tag. */
export const makeOthersBelowPrefix: Call = (as) => makeSecret(OTHERS, as);

/** The secrets that others own. */
export async function makeOthers(as: AwsClientConfiguration): Promise<void> {
  await makeSecret(FOREIGN_SECRET, as);
  await makeSecret(OTHERS, as);
}

function makeSecret(Name: string, as: AwsClientConfiguration) {
  return new SecretsManagerClient(as).send(new CreateSecretCommand({ Name, SecretString: 'theirs' }));
}
