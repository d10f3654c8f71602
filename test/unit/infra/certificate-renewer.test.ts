/** A renewer in a stack of the user's own. */
import { Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  CertificateAuthority,
  CertificateRenewer,
  type CertificateRenewerProps,
  RenewedCertificate,
} from '../../../infra/index.ts';
import { startApp } from './synthesize.ts';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const REQUIRED = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true };

/** Of all resources that have a name of ours. */
const NAME_PROPERTIES = [
  'FunctionName',
  'TableName',
  'QueueName',
  'LogGroupName',
  'TopicName',
  'AlarmName',
  'BucketName',
  'Name',
];

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

    const { Resources, Outputs } = Template.fromStack(stack).toJSON();
    const named = Object.values<{ Type: string; Properties?: Record<string, unknown> }>(Resources).flatMap(
      ({ Type, Properties = {} }) =>
        NAME_PROPERTIES.flatMap((key) => {
          const name = Properties[key];
          return typeof name === 'string' ? [{ Type, name }] : [];
        }),
    );
    const names = named.map(({ name }) => name);

    const exports = Object.values<{ Export?: { Name: string } }>(Outputs).flatMap(
      ({ Export }) => Export?.Name ?? [],
    );

    // A function and the schedule that starts it may have one name.
    expect(new Set(named.map(({ Type, name }) => `${Type} ${name}`)).size).toBe(named.length);
    expect(exports.sort()).toEqual(['Second-CertificateProvider', 'Shop-CertificateProvider']);
    expect(names).toEqual(
      expect.arrayContaining(['/dnscale-certs/Shop', '/dnscale-certs/Second', 'Shop-check', 'Second-check']),
    );
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
