/**
 * The secret for the DNScale token, created without a value: no template ever holds or overwrites the token.
 * It outlives its stack, so that the next one needs no new token.
 */
import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnSecret, type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { DataProps } from './existing-data.ts';
import type { HandlerFunction } from './handler-function.ts';

export class TokenSecret extends Construct {
  readonly secretName: string;
  private readonly secret: ISecret;

  constructor(scope: Construct, id: string, { existingData }: DataProps) {
    super(scope, id);
    this.secretName = `${Stack.of(this).stackName}/dnscale-token`;
    if (!existingData) createEmptySecret(this, this.secretName);
    this.secret = Secret.fromSecretNameV2(this, 'Reference', this.secretName);
  }

  /** Lets the function read the token and see its version. */
  grantRead(grantee: HandlerFunction<'tokenSecretName'>): void {
    this.grant(grantee, ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret']);
  }

  /** Lets the function see which version is the current one, not its value. */
  grantReadVersion(grantee: HandlerFunction<'tokenSecretName'>): void {
    this.grant(grantee, ['secretsmanager:DescribeSecret']);
  }

  private grant(grantee: HandlerFunction<'tokenSecretName'>, actions: string[]): void {
    // Secrets Manager ends every ARN with "-" and six random characters.
    const resources = [`${this.secret.secretArn}-??????`];
    grantee.addToRolePolicy(new PolicyStatement({ actions, resources }));
    grantee.setVariable('tokenSecretName', this.secretName);
  }
}

/** CDK's own `Secret` always generates a value, which would pass for a token; CloudFormation can leave it out. */
function createEmptySecret(scope: Construct, name: string): void {
  const description = 'DNScale API token of the certificate renewer: a bare string or {"token": "..."}';
  const secret = new CfnSecret(scope, 'Secret', { name, description });
  secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'DNScale has no API that rotates a token: its owner does, and the renewer notices the new version.',
  });
}
