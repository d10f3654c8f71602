/** Bucket, table and token secret: what the AWS emulator ignores, and what must never change by accident. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const RETAINED = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

describe('CertificateBucket', () => {
  it('is named after stack, account and region, so that it can be found again', () => {
    synthesize().hasResourceProperties('AWS::S3::Bucket', {
      BucketName: { 'Fn::Join': ['', ['certs-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] },
    });
  });

  it('is encrypted, versioned and private, and keeps old versions for 90 days', () => {
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
      LifecycleConfiguration: {
        Rules: [
          {
            Status: 'Enabled',
            NoncurrentVersionExpiration: { NoncurrentDays: 90 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            ExpirationInDays: Match.absent(),
          },
        ],
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

  it('stays with its policy when the stack goes', () => {
    const template = synthesize();

    template.hasResource('AWS::S3::Bucket', RETAINED);
    template.hasResource('AWS::S3::BucketPolicy', RETAINED);
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

  it('are three, a table for each writer', () => {
    synthesize().resourceCountIs('AWS::DynamoDB::Table', 3);
    synthesize().allResourcesProperties('AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' });
  });

  it('have the keys and the two indexes that the adapters query', () => {
    expect(tableNamed('Certs-definitions')?.Properties).toMatchObject({ KeySchema: KEY('kind') });
    expect(tableNamed('Certs-definitions')?.Properties).not.toHaveProperty('GlobalSecondaryIndexes');
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
            NonKeyAttributes: ['notBefore', 'notAfter', 'replaceAt', 'tokenVersion'],
          },
        },
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
});

describe('TokenSecret', () => {
  it('is created without a value, which a deployment could only overwrite', () => {
    const template = synthesize();

    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'Certs/dnscale-token',
      SecretString: Match.absent(),
      GenerateSecretString: Match.absent(),
    });
    template.hasResource('AWS::SecretsManager::Secret', RETAINED);
  });
});

describe('existingData', () => {
  it('uses the names of an earlier stack and creates none of the three', () => {
    const template = synthesize({ existingData: true });

    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret']) {
      template.resourceCountIs(type, 0);
    }
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-renew',
      Environment: {
        Variables: Match.objectLike({
          CERTIFICATE_BUCKET_NAME: {
            'Fn::Join': ['', ['certs-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]],
          },
          RECORDS_TABLE_NAME: 'Certs-records',
          TOKEN_SECRET_NAME: 'Certs/dnscale-token',
        }),
      },
    });
  });

  it('grants the same actions as with data of its own', () => {
    expect(grantedActions({ existingData: true })).toEqual(grantedActions({ existingData: false }));
  });
});

function grantedActions(options: { existingData: boolean }): string[] {
  const policies = Object.values(synthesize(options).findResources('AWS::IAM::Policy'));
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return statements.flatMap(({ Action }) => Action).sort();
}
