/**
 * The secret with the DNScale token, named and never made: it is there before the stack (`dnscale-certs token set` makes
 * it), and outlives it. CloudFormation could take over no secret that a failed deployment left, and would destroy its value.
 */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { HandlerFunction } from './handler-function.ts';

export class TokenSecret {
  readonly secretName: string;
  private readonly arns: string[];
  private readonly encryptionKey: IKey | undefined;

  /** @param encryptionKey of the secret. @default - Secrets Manager's own key, which needs no permission */
  constructor(scope: Construct, secretName: string, encryptionKey?: IKey) {
    this.secretName = secretName;
    this.encryptionKey = encryptionKey;
    // Secrets Manager ends every ARN with "-" and six random characters. While there is no such secret, AWS judges by the
    // name alone: without that, the function would be told that it is denied, and not that the secret is missing.
    this.arns = [secretName, `${secretName}-??????`].map((resourceName) =>
      Stack.of(scope).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
  }

  /** Lets the function read the token and see its version. */
  grantRead(grantee: HandlerFunction<'tokenSecretName'>): void {
    this.grant(grantee, ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret']);
    this.encryptionKey?.grantDecrypt(grantee);
  }

  /** Lets the function see which version is the current one, not its value. */
  grantReadVersion(grantee: HandlerFunction<'tokenSecretName'>): void {
    this.grant(grantee, ['secretsmanager:DescribeSecret']);
  }

  private grant(grantee: HandlerFunction<'tokenSecretName'>, actions: string[]): void {
    grantee.addToRolePolicy(new PolicyStatement({ actions, resources: this.arns }));
    grantee.setVariable('tokenSecretName', this.secretName);
  }
}
