/**
 * The user's own KMS key for all that the stack keeps. It is never made here: the bucket and the tables outlive the stack, and
 * a key that went with it would take them along. Its policy is the user's too (docs/security.md#keys): for an imported key
 * CDK can grant by the policies of roles only.
 */
import { Annotations, Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** Undefined without an ARN: then AWS's own keys encrypt. */
export function importEncryptionKey(scope: Construct, keyArn: string | undefined): IKey | undefined {
  if (keyArn === undefined) return undefined;
  const { region } = Arn.split(keyArn, ArnFormat.SLASH_RESOURCE_NAME);
  const own = Stack.of(scope).region;
  if (!Token.isUnresolved(own) && region !== own) {
    Annotations.of(scope).addError(
      `encryptionKeyArn names a key in ${region}, and the stack is in ${own}: AWS encrypts with a key of the same region only.`,
    );
  }
  return Key.fromKeyArn(scope, 'EncryptionKey', keyArn);
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
