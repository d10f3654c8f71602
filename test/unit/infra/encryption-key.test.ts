/** The customer's own KMS key: what it encrypts, and who may use it. The emulator ignores both. */
import { Stack, Validations } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { CertificateRenewer } from '../../../infra/index.ts';
import { buildStack, startApp, synthesize } from './synthesize.ts';

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const FAULT =
  'encryptionKey: the key is in eu-central-1, and the stack is in eu-west-1: AWS encrypts with a key of the same region only';
const CONFIG = { encryptionKeyArn: KEY };

describe('encryptionKeyArn', () => {
  const synth = () => synthesize({ config: CONFIG });

  it('encrypts bucket, tables, queues and topic, and is made by nobody here', () => {
    const template = synth();

    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
          },
        ],
      },
    });
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
    });
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: KEY });
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: KEY });
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.resourceCountIs('AWS::KMS::Alias', 0);
  });

  it('encrypts the account keys that renew makes', () => {
    synth().hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-renew',
      Environment: { Variables: Match.objectLike({ ENCRYPTION_KEY_ARN: KEY }) },
    });
  });

  const USERS = ['PlanFunctionRole', 'RenewFunctionRole', 'DeclareOnEventRole', 'DeclareIsCompleteRole'];

  it.each(USERS)('lets %s use it', (role) => {
    expect(keyActionsOf(synth(), role)).toEqual([
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:GenerateDataKey*',
      'kms:ReEncrypt*',
    ]);
  });

  it('gives the framework nothing', () => {
    expect(keyActionsOf(synth(), 'Framework')).toEqual([]);
  });

  it('lets the schedule put a lost tick into its queue', () => {
    synth().hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: KEY },
            ]),
          },
        },
      ],
    });
  });

  it('denies the key to nobody: recovery must not depend on this stack', () => {
    expect(JSON.stringify(synth().toJSON())).not.toMatch(/"Effect":"Deny"[^}]*kms:/);
  });

  it('leaves cdk-nag nothing to find', () => {
    const { app } = buildStack({ config: CONFIG });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

    expect(() => app.synth()).not.toThrow();
  });

  it('fails synth for a key of another region', () => {
    const { app } = buildStack({ config: CONFIG, env: { account: '111122223333', region: 'eu-west-1' } });

    expect(() => app.synth()).toThrow(FAULT);
  });
});

describe('encryptionKey', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const props = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true };

  it('fails for a key of another region, imported or of another stack', () => {
    const app = startApp();
    const stack = new Stack(app, 'Shop', { env });
    const foreign = new Stack(app, 'Keys', { env: { ...env, region: 'eu-central-1' } });
    const keys = [Key.fromKeyArn(stack, 'Imported', KEY), new Key(foreign, 'Key'), { keyArn: KEY } as IKey];

    const faults = keys.map((encryptionKey, index) => {
      const id = `Certs${index}`;
      const imported = CertificateRenewer.fromRenewerAttributes(stack, id, {
        renewerName: id,
        encryptionKey,
      });
      return imported.node.validate();
    });
    const [key] = keys;
    const renewer = new CertificateRenewer(stack, 'Renewer', {
      ...props,
      ...(key && { encryptionKey: key }),
    });

    expect(faults).toEqual([[FAULT], [FAULT], [FAULT]]);
    expect(renewer.node.validate()).toEqual([FAULT]);
  });

  it('may be where nobody knows', () => {
    const stack = new Stack(startApp(), 'Shop');
    const encryptionKey = Key.fromKeyArn(stack, 'Key', KEY);

    expect(new CertificateRenewer(stack, 'Renewer', { ...props, encryptionKey }).node.validate()).toEqual([]);
  });
});

describe('without encryptionKeyArn', () => {
  it('the keys are those of AWS, and no role needs KMS', () => {
    const template = synthesize();

    expect(JSON.stringify(template.toJSON())).not.toMatch(
      /kms:|KmsMasterKeyId|KMSMasterKey|ENCRYPTION_KEY_ARN/,
    );
  });
});

type Statement = { Action: string | string[]; Resource: unknown };

function keyActionsOf(template: Template, role: string): string[] {
  const actions = Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([logicalId]) => logicalId.includes(role))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
    .filter(({ Resource }) => Resource === KEY)
    .flatMap(({ Action }) => Action);
  return [...new Set(actions)].sort();
}
