/** A renewer in a stack of the user's own. */
import { Aspects, Stack, Tag, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PermissionsBoundary, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import {
  CertificateAuthority,
  CertificateRenewer,
  type CertificateRenewerProps,
  RenewedCertificate,
} from '../../../infra/index.ts';
import { startApp } from './synthesize.ts';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const REQUIRED = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true };

type Props = Partial<CertificateRenewerProps>;

function build(given: Props | ((stack: Stack) => Props) = {}) {
  const app = startApp();
  const stack = new Stack(app, 'Shop', { env: ENV });
  const props = typeof given === 'function' ? given(stack) : given;
  return { app, stack, renewer: new CertificateRenewer(stack, 'Renewer', { ...REQUIRED, ...props }) };
}

const variablesOf = (template: Template, name: string) => {
  const found = template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: name } });
  return Object.values(found)[0]?.Properties.Environment.Variables;
};

describe('CertificateRenewer', () => {
  it('gives its own certificates an ARN in the first deployment, after everything that they need', () => {
    const { stack, renewer } = build();
    renewer.addCertificate('Web', { domainNames: ['example.com'] });

    const template = Template.fromStack(stack);

    template.hasResource('Custom::DnscaleCertificate', {
      Properties: {
        ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('^RenewerDeclareProvider'), 'Arn'] },
        certificateName: Match.stringLikeRegexp('^Shop-Renewer-Certificates-Web-'),
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^RenewerRenewFunctionSqsEventSource')]),
    });
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/dnscale-certs/Shop' });
  });

  it('may do what its own certificates ask for, beside what others may', () => {
    const { stack, renewer } = build({
      regions: ['eu-west-1'],
      certificateAuthorities: [CertificateAuthority.ZEROSSL],
    });
    renewer.addCertificate('Web', {
      domainNames: ['example.com'],
      regions: ['us-east-1'],
      certificateAuthority: CertificateAuthority.of('https://ca.internal/directory'),
    });

    const allowed = {
      REGIONS: 'eu-west-1,us-east-1',
      CERTIFICATE_AUTHORITIES: 'https://acme.zerossl.com/v2/DV90 https://ca.internal/directory',
    };
    const template = Template.fromStack(stack);
    expect(variablesOf(template, 'Shop-declare')).toMatchObject(allowed);
    expect(variablesOf(template, 'Shop-renew')).toMatchObject({
      CERTIFICATE_AUTHORITIES: allowed.CERTIFICATE_AUTHORITIES,
    });
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(':acm:us-east-1:');
  });

  it('serves certificates in another stack of the app by its export, and is deployed before it', () => {
    const { app, stack, renewer } = build();
    const other = new Stack(app, 'Other', { env: ENV });
    new RenewedCertificate(other, 'Web', { renewer, domainNames: ['example.com'] });

    Template.fromStack(other).hasResourceProperties('Custom::DnscaleCertificate', {
      ServiceToken: { 'Fn::ImportValue': 'Shop-CertificateProvider' },
    });
    expect(other.dependencies).toEqual([stack]);
  });

  it('stands beside another one in a stack: no name is taken twice', () => {
    const { stack } = build();
    new CertificateRenewer(stack, 'Second', { ...REQUIRED, renewerName: 'Second' });

    const { Resources } = Template.fromStack(stack).toJSON();
    const names = Object.values<{ Properties?: Record<string, unknown> }>(Resources).flatMap(
      ({ Properties = {} }) =>
        ['FunctionName', 'TableName', 'QueueName', 'LogGroupName', 'TopicName', 'AlarmName', 'BucketName']
          .map((key) => Properties[key])
          .filter((name) => typeof name === 'string'),
    );

    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('Second-renew');
    expect(names).toContain('second-111122223333-eu-west-1');
  });

  it('fails with all faults at once at synth, those of its certificates beside its own', () => {
    const { app, renewer } = build({
      alertEmail: 'you@example.com',
      termsOfServiceAgreed: false,
      renewerName: 'A'.repeat(36),
      regions: [],
      dnscale: { ttlSeconds: 60, apiUrl: Token.asString({ Ref: 'Url' }) },
      checkEveryMinutes: 0,
    });
    renewer.addCertificate('Web', { domainNames: ['exa mple.com'] });

    expect(() => app.synth()).toThrow(
      new RegExp(
        [
          'dnscale\\.apiUrl: this value is known at deployment only',
          'renewerName: given "A{36}"; expected: a letter, then letters, digits and hyphens, 35 characters at most',
          'alertEmail: given "you@example\\.com"; expected: your own e-mail address',
          'termsOfServiceAgreed: given false',
          'regions: given \\[\\]; expected: at least one AWS region',
          'dnscale\\.ttlSeconds: given 60',
          'checkEveryMinutes: given 0',
          'Web\\] domainNames\\[0\\]: "exa mple\\.com" contains a blank',
        ].join('[\\s\\S]*'),
      ),
    );
  });
});

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
    const { app } = build({ alertEmail: undefined as never });

    expect(() => app.synth()).toThrow(/alertEmail: missing; expected: an e-mail address/);
  });

  it('is the VPC of renew alone, with subnets and security groups', () => {
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

    template.resourcePropertiesCountIs('AWS::Lambda::Function', { VpcConfig: Match.anyValue() }, 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Shop-renew',
      VpcConfig: { SecurityGroupIds: ['sg-0123456789abcdef0'], SubnetIds: [Match.anyValue()] },
      Environment: { Variables: Match.objectLike({ DNS_RESOLVERS: '10.0.0.2:53' }) },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']) }),
        ]),
      },
    });
  });
});
