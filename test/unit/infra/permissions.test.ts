/** Who may do what: every statement with a wildcard is on one list, and cdk-nag agrees with the rest. */
import { Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { CertificateRenewer } from '../../../infra/index.ts';
import { buildStack, startApp, synthesize } from './synthesize.ts';

type Statement = {
  Action: string | string[];
  Resource: unknown;
  Condition?: { StringEquals: Record<string, unknown> };
};

/** One line a statement and resource: `s3:GetObject,s3:PutObject on <Bucket>/archive/*`. */
function grantsOf(policyNamePart: string, config = {}): string[] {
  const policies = Object.entries(synthesize({ config }).findResources('AWS::IAM::Policy'));
  return policies
    .filter(([logicalId]) => logicalId.includes(policyNamePart))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
    .flatMap(({ Action, Resource, Condition }) =>
      [Resource].flat().map((resource) => {
        const [tag] = Object.keys(Condition?.StringEquals ?? {});
        return `${[Action].flat().join()} on ${arnText(resource)}${tag === undefined ? '' : ` if ${tag}`}`;
      }),
    );
}

function arnText(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (Array.isArray(join)) return join[1].map(arnText).join('');
  return `<${String(Ref ?? (Array.isArray(attribute) ? attribute[0] : '?')).replace(/[0-9A-F]{8}$/, '')}>`;
}

const ARN = '<AWS::Partition>';
const AT_HOME = { web: { domainNames: ['example.com'], regions: ['eu-central-1'] } };
const SECRET = `arn:${ARN}:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret`;

describe('permissions', () => {
  it('lets plan ask the indexes, see the version of the token and send messages', () => {
    expect(grantsOf('PlanFunctionRole')).toEqual([
      'logs:CreateLogStream,logs:PutLogEvents on <PlanFunctionLogs>',
      'dynamodb:Query on <RecordsRequests>/index/dueAt',
      'dynamodb:Query on <RecordsStates>/index/attentionAt',
      'dynamodb:Query on <RecordsStates>/index/nextCheckAt',
      'dynamodb:BatchGetItem,dynamodb:GetItem on <RecordsStates>',
      `secretsmanager:DescribeSecret on ${SECRET}:dnscale/token`,
      `secretsmanager:DescribeSecret on ${SECRET}:dnscale/token-??????`,
      'sqs:GetQueueAttributes,sqs:GetQueueUrl,sqs:SendMessage on <WorkQueue>',
    ]);
  });

  it('lets notify read states and what is served, keep what it has told and publish to the topic', () => {
    expect(grantsOf('NotifyFunctionRole')).toEqual([
      'logs:CreateLogStream,logs:PutLogEvents on <NotifyFunctionLogs>',
      'dynamodb:Query on <RecordsObservations>/index/attentionAt',
      'dynamodb:Query on <RecordsStates>/index/attentionAt',
      'dynamodb:Query on <RecordsStates>/index/nextCheckAt',
      'dynamodb:BatchGetItem,dynamodb:GetItem on <RecordsStates>',
      'dynamodb:BatchGetItem,dynamodb:DeleteItem,dynamodb:Query,dynamodb:UpdateItem on <RecordsObservations>',
      'sns:Publish on <AlertsTopic>',
    ]);
  });

  it('lets renew work on its own things only', () => {
    const config = { regions: ['eu-central-1'], certificates: AT_HOME };
    const certificate = `arn:${ARN}:acm:eu-central-1:<AWS::AccountId>:certificate`;

    expect(grantsOf('RenewFunctionRole', config)).toEqual([
      'logs:CreateLogStream,logs:PutLogEvents on <RenewFunctionLogs>',
      'dynamodb:GetItem on <RecordsDefinitions>',
      `dynamodb:GetItem on arn:${ARN}:dynamodb:<AWS::Region>:<AWS::AccountId>:table/Certs-records`,
      'dynamodb:DeleteItem,dynamodb:PutItem,dynamodb:Query on <RecordsRequests>',
      'dynamodb:GetItem,dynamodb:UpdateItem on <RecordsStates>',
      'dynamodb:Query on <RecordsStates>/index/nextCheckAt',
      's3:GetObject,s3:PutObject on <Bucket>/archive/* if aws:ResourceAccount',
      's3:GetObject,s3:PutObject on <Bucket>/live/* if aws:ResourceAccount',
      's3:DeleteObject on <Bucket>/live/* if aws:ResourceAccount',
      's3:GetObjectTagging on <Bucket>/archive/* if aws:ResourceAccount',
      's3:PutObjectTagging on <Bucket>/archive/* if aws:ResourceAccount',
      's3:ListBucket on <Bucket> if aws:ResourceAccount',
      `secretsmanager:DescribeSecret,secretsmanager:GetSecretValue on ${SECRET}:dnscale/token`,
      `secretsmanager:DescribeSecret,secretsmanager:GetSecretValue on ${SECRET}:dnscale/token-??????`,
      `secretsmanager:CreateSecret,secretsmanager:GetSecretValue on ${SECRET}:Certs/acme-account/*`,
      `secretsmanager:GetSecretValue on ${SECRET}:Certs/external-account/*`,
      `secretsmanager:DescribeSecret on ${SECRET}:Certs/certificates/*`,
      `secretsmanager:CreateSecret,secretsmanager:TagResource on ${SECRET}:Certs/certificates/* if aws:RequestTag/dnscale-certs:renewer`,
      `secretsmanager:DeleteSecret,secretsmanager:GetSecretValue,secretsmanager:PutSecretValue,secretsmanager:RestoreSecret on ${SECRET}:Certs/certificates/* if aws:ResourceTag/dnscale-certs:renewer`,
      `acm:AddTagsToCertificate,acm:ImportCertificate on ${certificate}/* if aws:RequestTag/dnscale-certs:renewer`,
      `acm:DeleteCertificate,acm:ImportCertificate on ${certificate}/* if aws:ResourceTag/dnscale-certs:renewer`,
      `acm:DescribeCertificate,acm:GetCertificate,acm:ListTagsForCertificate on ${certificate}/*`,
      'acm:ListCertificates on *',
      `events:PutEvents on arn:${ARN}:events:<AWS::Region>:<AWS::AccountId>:event-bus/default if events:source`,
      'sqs:ChangeMessageVisibility,sqs:DeleteMessage,sqs:GetQueueAttributes,sqs:GetQueueUrl,sqs:ReceiveMessage on <WorkQueue>',
    ]);
  });

  it('lets the probe function read what is declared and live, keep what it sees, and read no secret and no key', () => {
    const config = { regions: ['eu-central-1'], certificates: AT_HOME };

    expect(grantsOf('ProbeFunctionRole', config)).toEqual([
      'logs:CreateLogStream,logs:PutLogEvents on <ProbeFunctionLogs>',
      'dynamodb:Query on <RecordsDefinitions>/index/probed',
      'dynamodb:Query on <RecordsObservations>/index/attentionAt',
      'dynamodb:Query on <RecordsStates>/index/nextCheckAt',
      'dynamodb:GetItem on <RecordsStates>',
      'dynamodb:BatchGetItem,dynamodb:DeleteItem,dynamodb:UpdateItem on <RecordsObservations>',
      `acm:DescribeCertificate on arn:${ARN}:acm:eu-central-1:<AWS::AccountId>:certificate/*`,
      `events:PutEvents on arn:${ARN}:events:<AWS::Region>:<AWS::AccountId>:event-bus/default if events:source`,
    ]);
  });

  it('lets renew use no bucket of another account, whoever took the name first', () => {
    const policies = Object.values(synthesize().findResources('AWS::IAM::Policy'));
    const onBuckets = policies
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('s3:')));

    expect(onBuckets.length).toBeGreaterThan(0);
    for (const { Condition } of onBuckets) {
      expect(Condition?.StringEquals).toEqual({ 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } });
    }
  });

  it('lets renew change the life of an archived object only while that is the longest', () => {
    const policies = Object.values(synthesize().findResources('AWS::IAM::Policy'));
    const statements = policies.flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as Statement[],
    );

    expect(statements.filter(({ Action }) => [Action].flat().includes('s3:PutObjectTagging'))).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Action: 's3:PutObjectTagging',
        Condition: {
          StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } },
          StringEqualsIfExists: { 's3:ExistingObjectTag/dnscale-certs:life': '400' },
        },
      }),
    ]);
  });

  it('lets renew import in the regions of the configuration and in no other', () => {
    const config = {
      regions: ['eu-central-1'],
      certificates: { web: { domainNames: ['example.com'], regions: ['us-east-1', 'eu-west-1'] } },
    };

    expect(
      grantsOf('RenewFunctionRole', config).filter((grant) => grant.startsWith('acm:DescribeCertificate')),
    ).toEqual([
      `acm:DescribeCertificate,acm:GetCertificate,acm:ListTagsForCertificate on arn:${ARN}:acm:eu-central-1:<AWS::AccountId>:certificate/*`,
      `acm:DescribeCertificate,acm:GetCertificate,acm:ListTagsForCertificate on arn:${ARN}:acm:eu-west-1:<AWS::AccountId>:certificate/*`,
      `acm:DescribeCertificate,acm:GetCertificate,acm:ListTagsForCertificate on arn:${ARN}:acm:us-east-1:<AWS::AccountId>:certificate/*`,
    ]);
  });

  it('names all regions in one statement for each right, also in an app whose CDK joins no statements', () => {
    const app = startApp();
    app.node.setContext('@aws-cdk/aws-iam:minimizePolicies', false);
    const stack = new Stack(app, 'Certs');
    const renewer = new CertificateRenewer(stack, 'Renewer', {
      alertEmail: 'ops@example.com',
      termsOfServiceAgreed: true,
      regions: ['eu-central-1', 'eu-west-1'],
    });
    renewer.addCertificate('Web', { domainNames: ['example.com'], regions: ['us-east-1'] });

    const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const statements = policies
      .filter(([logicalId]) => logicalId.includes('RenewFunctionRole'))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('acm:')));

    const regionsOf = ({ Resource }: Statement) =>
      [Resource].flat().map((resource) => /:acm:([^:]+)/.exec(arnText(resource))?.[1]);
    expect(statements.map((statement) => [[statement.Action].flat().join(), regionsOf(statement)])).toEqual([
      ['acm:ImportCertificate,acm:AddTagsToCertificate', ['eu-central-1', 'eu-west-1', 'us-east-1']],
      ['acm:ImportCertificate,acm:DeleteCertificate', ['eu-central-1', 'eu-west-1', 'us-east-1']],
      [
        'acm:DescribeCertificate,acm:GetCertificate,acm:ListTagsForCertificate',
        ['eu-central-1', 'eu-west-1', 'us-east-1'],
      ],
      ['acm:ListCertificates', [undefined]],
    ]);
  });

  it("lets other stacks have certificates in the stack's region and in us-east-1, where nothing else is said", () => {
    const grants = grantsOf('RenewFunctionRole', { certificates: {} });

    expect(grants.filter((grant) => grant.startsWith('acm:DescribeCertificate'))).toEqual([
      `acm:DescribeCertificate,acm:GetCertificate,acm:ListTagsForCertificate on arn:${ARN}:acm:<AWS::Region>:<AWS::AccountId>:certificate/*`,
      `acm:DescribeCertificate,acm:GetCertificate,acm:ListTagsForCertificate on arn:${ARN}:acm:us-east-1:<AWS::AccountId>:certificate/*`,
    ]);
  });

  it('lets declare write definitions, leave requests, send messages and see states, certificates and whether there is a token', () => {
    expect(grantsOf('DeclareOnEventRole', { regions: ['eu-central-1'], certificates: {} })).toEqual([
      'logs:CreateLogStream,logs:PutLogEvents on <DeclareOnEventLogs>',
      'dynamodb:DeleteItem,dynamodb:GetItem,dynamodb:UpdateItem on <RecordsDefinitions>',
      'dynamodb:PutItem on <RecordsRequests>',
      'dynamodb:GetItem on <RecordsStates>',
      'sqs:GetQueueAttributes,sqs:GetQueueUrl,sqs:SendMessage on <WorkQueue>',
      `secretsmanager:DescribeSecret on ${SECRET}:dnscale/token`,
      `secretsmanager:DescribeSecret on ${SECRET}:dnscale/token-??????`,
      `acm:DescribeCertificate,acm:GetCertificate,acm:ListTagsForCertificate on arn:${ARN}:acm:eu-central-1:<AWS::AccountId>:certificate/*`,
    ]);
    expect(grantsOf('DeclareIsCompleteRole')).toEqual([
      'logs:CreateLogStream,logs:PutLogEvents on <DeclareIsCompleteLogs>',
      'dynamodb:GetItem on <RecordsDefinitions>',
      'dynamodb:GetItem on <RecordsStates>',
      'sqs:GetQueueAttributes,sqs:GetQueueUrl,sqs:SendMessage on <WorkQueue>',
    ]);
  });
});

describe('cdk-nag', () => {
  it.each([{}, { env: { account: '123456789012', region: 'eu-central-1' } }])(
    'finds nothing that is not acknowledged with a reason (%j)',
    (options) => {
      const regions = ['eu-central-1', 'us-east-1'];
      const { app } = buildStack({
        ...options,
        config: {
          certificates: {
            web: { domainNames: ['example.com'], regions },
            org: { domainNames: ['example.org'] },
          },
        },
      });
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

      expect(() => app.synth()).not.toThrow();
    },
  );

  it('fails synth for a wildcard without a reason', () => {
    const { app, stack } = buildStack();
    const role = new Role(stack, 'Careless', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['acm:*'], resources: ['*'] }));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

    expect(() => app.synth()).toThrow('AwsSolutions-IAM5[Resource::*]');
  });
});
