/**
 * The user's own KMS key for all that the stack keeps. It is never made here: the bucket and the tables outlive the stack, and
 * a key that went with it would take them along. Its policy is the user's too (docs/security.md#keys): for an imported key
 * CDK can grant by the policies of roles only.
 */
import { Stack, Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** A fault if synth knows that the key is elsewhere. By its ARN where that is known: what imports a key may leave its place out. */
export function findWrongKeyRegion(scope: Construct, key: IKey | undefined): string[] {
  if (key === undefined) return [];
  const { keyArn, env }: { keyArn: string; env?: Partial<IKey['env']> } = key;
  const region = Token.isUnresolved(keyArn) ? env?.region : keyArn.split(':')[3];
  const own = Stack.of(scope).region;
  if (!region || region === own || Token.isUnresolved(region) || Token.isUnresolved(own)) return [];
  return [
    `encryptionKey: the key is in ${region}, and the stack is in ${own}: AWS encrypts with a key of the same region only`,
  ];
}

/** Lets the function use what this key encrypts; without a key there is nothing to grant. */
export function grantKey(key: IKey | undefined, grantee: IFunction): void {
  if (key === undefined) return;
  key.grantEncryptDecrypt(grantee);
  const reason = 'These are the actions of KMS for one key, in the two forms that each has.';
  acknowledge(
    grantee.role ?? grantee,
    { id: 'AwsSolutions-IAM5[Action::kms:ReEncrypt*]', reason },
    { id: 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]', reason },
  );
}
