import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { buildStack, synthesize } from './synthesize.ts';

describe('RenewerStack', () => {
  it('declares each certificate of the configuration, by default in the region of the stack', () => {
    const template = synthesize({
      config: {
        certificates: {
          'example.com': { domainNames: ['example.com', '*.example.com'] },
          shop: {
            domainNames: ['shop.example.com'],
            keyAlgorithm: 'RSA_2048',
            certificateAuthority: 'zerossl',
            regions: ['us-east-1'],
            removalPolicy: 'destroy',
            timeoutMinutes: 30,
          },
        },
      },
    });

    template.resourceCountIs('Custom::DnscaleCertificate', 2);
    template.hasResourceProperties('Custom::DnscaleCertificate', {
      certificateName: 'example.com',
      domainNames: ['example.com', '*.example.com'],
      keyAlgorithm: 'EC_PRIME256V1',
      certificateAuthority: 'https://acme-v02.api.letsencrypt.org/directory',
      profile: 'classic',
      regions: [{ Ref: 'AWS::Region' }],
      ServiceTimeout: '3600',
      definitionsLayout: 2,
    });
    template.hasResourceProperties('Custom::DnscaleCertificate', {
      certificateName: 'shop',
      keyAlgorithm: 'RSA_2048',
      certificateAuthority: 'https://acme.zerossl.com/v2/DV90',
      profile: Match.absent(),
      regions: ['us-east-1'],
      removalPolicy: 'destroy',
      timeoutMinutes: 30,
    });
  });

  it('warns of names that another CA may refuse, and deploys them', () => {
    const { stack } = buildStack({
      env: { account: '123456789012', region: 'eu-central-1' },
      config: {
        certificateAuthority: 'https://ca.internal/directory',
        certificates: { db: { domainNames: ['db.internal', 'www.example.com'] } },
      },
    });

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());

    expect(warnings.map(({ entry }) => entry.data)).toEqual([
      expect.stringMatching(/^"db\.internal" ends in \.internal, which is reserved and not on the Internet/),
    ]);
  });

  it('warns that its data may not be taken over while account and region are unknown', () => {
    const warnings = (options: Parameters<typeof buildStack>[0]) =>
      Annotations.fromStack(buildStack(options).stack).findWarning('*', Match.anyValue());

    expect(warnings({}).map(({ entry }) => entry.data)).toEqual([
      expect.stringMatching(
        /^The account or the region of this stack is not known, so the name of its bucket/,
      ),
    ]);
    expect(warnings({ env: { account: '123456789012', region: 'eu-central-1' } })).toEqual([]);
  });

  it('declares certificates after everything that their first run needs', () => {
    const [certificate] = Object.values(synthesize().findResources('Custom::DnscaleCertificate'));

    expect(certificate?.DependsOn).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^BucketPolicy/),
        expect.stringMatching(/^RenewFunctionSqsEventSource/),
      ]),
    );
  });

  it("has five functions of ours; CDK's provider framework adds three and a state machine", () => {
    const template = synthesize();
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const handlers = functions.map(({ Properties }) => Properties.FunctionName ?? Properties.Handler);

    expect(handlers.sort()).toEqual([
      'Certs-certificate-provider',
      'Certs-declare',
      'Certs-declare-is-complete',
      'Certs-notify',
      'Certs-plan',
      'Certs-probe',
      'Certs-renew',
      'framework.isComplete',
      'framework.onTimeout',
    ]);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
  });

  it('has the framework ask every 5 s, for 55 minutes', () => {
    const [waiter] = Object.values(synthesize().findResources('AWS::StepFunctions::StateMachine'));
    const definition = JSON.stringify(waiter?.Properties.DefinitionString).replaceAll('\\', '');

    expect(definition).toContain('"IntervalSeconds":5,"MaxAttempts":660,"BackoffRate":1');
  });

  it('puts no list of certificates into an environment variable', () => {
    const functions = synthesize().findResources('AWS::Lambda::Function');

    expect(JSON.stringify(functions)).not.toContain('example.com');
  });

  it('tells after deployment what outlives the stack and which commands come next', () => {
    const template = synthesize();

    template.hasOutput('TokenSecretName', { Value: 'dnscale/token' });
    template.hasOutput('StatesTableName', { Value: 'Certs-states' });
    template.hasOutput('BucketName', {});
    template.hasOutput('SetTokenCommand', {
      Value: {
        'Fn::Join': [
          '',
          ['npx dnscale-certs token set --region ', { Ref: 'AWS::Region' }, ' --secret-name dnscale/token'],
        ],
      },
    });
    template.hasOutput('StatusCommand', {
      Value: { 'Fn::Join': ['', ['npx dnscale-certs status --region ', { Ref: 'AWS::Region' }]] },
    });
  });

  it('prints the ARN of each certificate in each region', () => {
    const template = synthesize({
      config: {
        certificates: {
          'example.com': { domainNames: ['example.com'] },
          cdn: { domainNames: ['cdn.example.com'], regions: ['eu-west-1', 'us-east-1'] },
          files: { domainNames: ['files.example.com'], importIntoAcm: false },
        },
      },
    });

    const arns = Object.entries(template.findOutputs('*')).filter(([name]) => name.startsWith('Certificate'));
    expect(arns.map(([name, { Value, Description }]) => [name, Value['Fn::GetAtt'][1], Description])).toEqual(
      [
        ['Certificate1examplecomArn', 'Arn', "example.com in the stack's region"],
        ['Certificate2cdnArnEuWest1', 'ArnEuWest1', 'cdn in eu-west-1'],
        ['Certificate2cdnArnUsEast1', 'ArnUsEast1', 'cdn in us-east-1'],
      ],
    );
  });

  it('writes no partition into an ARN', () => {
    expect(JSON.stringify(synthesize().toJSON())).not.toContain('arn:aws');
  });
});
