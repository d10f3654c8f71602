/** Bucket, table and the token's secret: what the AWS emulator ignores, and what must never change by accident. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

describe('CertificateBucket', () => {
  it('is named after stack, account and region, so that it can be found again', () => {
    synthesize().hasResourceProperties('AWS::S3::Bucket', {
      BucketName: { 'Fn::Join': ['', ['certs-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] },
    });
  });

  it('is encrypted, versioned and private', () => {
    synthesize().hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  it('ends a version of the archive 30 days after its class of life, and what was overwritten after 30', () => {
    const [bucket] = Object.values(synthesize().findResources('AWS::S3::Bucket'));
    const rules = bucket?.Properties.LifecycleConfiguration.Rules as Record<string, unknown>[];
    const ofArchive = (days: number, expiresAfter: number) => ({
      Id: `archive-${days}`,
      Status: 'Enabled',
      Prefix: 'archive/',
      TagFilters: [{ Key: 'dnscale-certs:life', Value: `${days}` }],
      ExpirationInDays: expiresAfter,
      NoncurrentVersionExpiration: { NoncurrentDays: 7 },
    });

    expect(rules).toEqual([
      ofArchive(10, 33),
      ofArchive(20, 43),
      ofArchive(30, 53),
      ofArchive(40, 63),
      ofArchive(50, 73),
      ofArchive(60, 83),
      ofArchive(70, 93),
      ofArchive(80, 103),
      ofArchive(90, 113),
      ofArchive(100, 123),
      ofArchive(200, 223),
      ofArchive(400, 423),
      {
        Id: 'rest',
        Status: 'Enabled',
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        ExpiredObjectDeleteMarker: true,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ]);
  });

  it('lets nobody overwrite what is archived', () => {
    synthesize().hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Sid: 'ArchiveIsWrittenOnce',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:PutObject',
            Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.anyValue(), 'Arn'] }, '/archive/*']] },
            Condition: { Null: { 's3:if-none-match': 'true' } },
          },
        ]),
      },
    });
  });

  it('refuses requests without TLS', () => {
    synthesize().hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  it('has a policy that goes with the stack: the next one could not make it again', () => {
    synthesize().hasResource('AWS::S3::BucketPolicy', { DeletionPolicy: 'Delete' });
  });
});

describe('RecordsTables', () => {
  const tableNamed = (name: string) => {
    const tables = synthesize().findResources('AWS::DynamoDB::Table', { Properties: { TableName: name } });
    return Object.values(tables)[0];
  };
  const KEY = (sortKey: string) => [
    { AttributeName: 'certificateName', KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];

  const ATTENTION = {
    IndexName: 'attentionAt',
    KeySchema: [
      { AttributeName: 'attention', KeyType: 'HASH' },
      { AttributeName: 'attentionAt', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  };

  it('are four, a table for each writer', () => {
    synthesize().resourceCountIs('AWS::DynamoDB::Table', 4);
    synthesize().allResourcesProperties('AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' });
  });

  it('have the keys and the indexes that the adapters query', () => {
    expect(tableNamed('Certs-definitions')?.Properties).toMatchObject({
      KeySchema: KEY('kind'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'probed',
          KeySchema: [
            { AttributeName: 'probed', KeyType: 'HASH' },
            { AttributeName: 'certificateName', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['probe'] },
        },
      ],
    });
    expect(tableNamed('Certs-observations')?.Properties).toMatchObject({
      KeySchema: KEY('kind'),
      GlobalSecondaryIndexes: [ATTENTION],
    });
    expect(tableNamed('Certs-states')?.Properties).toMatchObject({
      KeySchema: KEY('kind'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'nextCheckAt',
          KeySchema: [
            { AttributeName: 'waitsFor', KeyType: 'HASH' },
            { AttributeName: 'nextCheckAt', KeyType: 'RANGE' },
          ],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: [
              'notBefore',
              'notAfter',
              'replaceAt',
              'failedAt',
              'failedTookMs',
              'tokenVersion',
            ],
          },
        },
        ATTENTION,
      ],
    });
    expect(tableNamed('Certs-requests')?.Properties).toMatchObject({
      KeySchema: KEY('id'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'dueAt',
          KeySchema: [
            { AttributeName: 'kind', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });

  it.each(['Certs-definitions', 'Certs-states'])('keep %s, which can be restored to any second', (name) => {
    expect(tableNamed(name)).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    });
  });

  it('let the requests go with the stack', () => {
    expect(tableNamed('Certs-requests')).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } },
    });
  });

  it('are not in the way of a rollback', () => {
    synthesize().allResourcesProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: Match.absent(),
    });
  });
});

describe('TokenSecret', () => {
  it('is no resource of the stack, which only names it', () => {
    const template = synthesize({ config: { dnscale: { tokenSecretName: 'ours/dnscale' } } });

    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    for (const FunctionName of ['Certs-plan', 'Certs-renew']) {
      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName,
        Environment: { Variables: Match.objectLike({ TOKEN_SECRET_NAME: 'ours/dnscale' }) },
      });
    }
  });
});

describe('RenewerStack', () => {
  it('retains bucket and two tables under literal names, by which CloudFormation takes them over', () => {
    const resources = Object.values<Resource>(
      synthesize({ env: { account: '123456789012', region: 'eu-central-1' } }).toJSON().Resources,
    );

    const retained = resources.filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'));

    expect(
      retained.map(({ Type, Properties, ...policies }) => [
        Type,
        Properties.BucketName ?? Properties.TableName,
        policies.DeletionPolicy,
        policies.UpdateReplacePolicy,
      ]),
    ).toEqual([
      ['AWS::S3::Bucket', 'certs-123456789012-eu-central-1', 'Retain', 'Retain'],
      ['AWS::DynamoDB::Table', 'Certs-definitions', 'Retain', 'Retain'],
      ['AWS::DynamoDB::Table', 'Certs-states', 'Retain', 'Retain'],
    ]);
  });
});

type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};
