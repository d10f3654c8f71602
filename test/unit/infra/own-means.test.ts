/** What a user brings along, or decides by CDK's own means, in place of what a renewer would make or do. */
import { Aspects, RemovalPolicies, Stack, Tag } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PermissionsBoundary, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { CertificateRenewer, type CertificateRenewerProps } from '../../../infra/index.ts';
import { startApp } from './synthesize.ts';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const REQUIRED = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true };

type Props = Partial<CertificateRenewerProps>;

function build(given: (stack: Stack) => Props = () => ({})) {
  const app = startApp();
  const stack = new Stack(app, 'Shop', { env: ENV });
  return { app, stack, renewer: new CertificateRenewer(stack, 'Renewer', { ...REQUIRED, ...given(stack) }) };
}

const variablesOf = (template: Template, name: string) => {
  const found = template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: name } });
  return Object.values(found)[0]?.Properties.Environment.Variables;
};

describe("what is the user's own", () => {
  it('is taken in place of what a renewer would make: bucket, topic, secret, logs, tags and boundary', () => {
    const { stack, renewer } = build((scope) => ({
      alertEmail: undefined as never,
      bucket: Bucket.fromBucketName(scope, 'Bucket', 'my-bucket'),
      topic: Topic.fromTopicArn(scope, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:mine'),
      dnscaleToken: Secret.fromSecretNameV2(scope, 'Token', 'my/token'),
      logRetention: RetentionDays.ONE_WEEK,
    }));
    Aspects.of(renewer).add(new Tag('team', 'web'));
    PermissionsBoundary.of(renewer).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'edge'));

    const template = Template.fromStack(stack);

    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.resourceCountIs('AWS::SNS::Topic', 0);
    template.resourceCountIs('AWS::SNS::Subscription', 0);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:mine'],
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
    template.allResourcesProperties('AWS::DynamoDB::Table', { Tags: [{ Key: 'team', Value: 'web' }] });
    expect(variablesOf(template, 'Shop-renew')).toMatchObject({
      CERTIFICATE_BUCKET_NAME: 'my-bucket',
      TOKEN_SECRET_NAME: 'my/token',
    });
  });

  it('lets a reader of a certificate use the key of the bucket', () => {
    const { stack, renewer } = build((scope) => ({
      bucket: Bucket.fromBucketAttributes(scope, 'Bucket', {
        bucketName: 'my-bucket',
        encryptionKey: Key.fromKeyArn(scope, 'Key', KEY),
      }),
    }));
    const role = new Role(stack, 'Server', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });

    renewer.addCertificate('Web', { domainNames: ['example.com'] }).grantRead(role);

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('^ServerDefaultPolicy'),
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt', Resource: KEY })]),
      },
    });
  });

  it('needs an address or a topic: else nobody would be told', () => {
    const { app } = build(() => ({ alertEmail: undefined as never }));

    expect(() => app.synth()).toThrow(
      '[Shop/Renewer] alertEmail: missing; expected: an e-mail address (who is told when a certificate needs somebody), or a topic of yours as topic',
    );
  });

  it('is the VPC of renew and probe, with subnets and security groups', () => {
    const { stack } = build((scope) => {
      const vpc = new Vpc(scope, 'Vpc');
      return {
        vpc,
        vpcSubnets: { subnets: vpc.privateSubnets.slice(0, 1) },
        securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-0123456789abcdef0')],
        dns: { resolvers: ['10.0.0.2:53'] },
      };
    });

    const template = Template.fromStack(stack);

    template.resourcePropertiesCountIs('AWS::Lambda::Function', { VpcConfig: Match.anyValue() }, 2);
    for (const FunctionName of ['Shop-renew', 'Shop-probe']) {
      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName,
        VpcConfig: { SecurityGroupIds: ['sg-0123456789abcdef0'], SubnetIds: [Match.anyValue()] },
        Environment: { Variables: Match.objectLike({ DNS_RESOLVERS: '10.0.0.2:53' }) },
      });
    }
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']) }),
        ]),
      },
    });
  });
});

describe('the key of the user', () => {
  it('encrypts all that a renewer keeps and sends', () => {
    const { stack } = build((scope) => ({ encryptionKey: Key.fromKeyArn(scope, 'Key', KEY) }));

    const template = Template.fromStack(stack);

    template.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          Match.objectLike({
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
          }),
        ],
      },
    });
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
    });
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: KEY });
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: KEY });
    expect(variablesOf(template, 'Shop-renew')).toMatchObject({ ENCRYPTION_KEY_ARN: KEY });
  });
});

describe('removal policies', () => {
  const DATA = ['AWS::S3::Bucket', 'AWS::DynamoDB::Table'];
  const policiesOf = (stack: Stack) =>
    DATA.flatMap((type) => Object.values(Template.fromStack(stack).findResources(type))).map(
      ({ DeletionPolicy, UpdateReplacePolicy }) => `${DeletionPolicy}, ${UpdateReplacePolicy}`,
    );

  it('keep bucket, definitions and states, where nobody says else', () => {
    expect(policiesOf(build().stack).sort()).toEqual([
      'Delete, Delete',
      'Delete, Delete',
      'Retain, Retain',
      'Retain, Retain',
      'Retain, Retain',
    ]);
  });

  it("are the user's by CDK's means: all of it, or one part", () => {
    const { stack, renewer } = build();
    RemovalPolicies.of(renewer).destroy();
    const { stack: other, renewer: partly } = build();
    RemovalPolicies.of(partly).destroy({ applyToResourceTypes: ['AWS::S3::Bucket'] });

    expect(policiesOf(stack)).toEqual(Array(5).fill('Delete, Delete'));
    Template.fromStack(other).hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
    expect(policiesOf(other).filter((policy) => policy === 'Retain, Retain')).toHaveLength(2);
  });
});
