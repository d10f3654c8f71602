/** A certificate and its renewer in nested stacks, and in stacks that are deployed one after the other. */
import { NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { describe, expect, it, vi } from 'vitest';
import { CertificateRenewer, RenewedCertificate } from '../../../infra/index.ts';
import { NAMES } from './declare-certificate.ts';
import { startApp } from './synthesize.ts';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const RENEWER = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true, renewerName: 'Certs' };
const PARAMETER = { Ref: Match.stringLikeRegexp('^reference') };

function start() {
  const app = startApp();
  return { app, top: new Stack(app, 'Top', { env: ENV }) };
}

function expectToken(stack: Stack, ServiceToken: object): void {
  Template.fromStack(stack).hasResourceProperties('Custom::DnscaleCertificate', { ServiceToken });
}

describe('a certificate in the deployment of its renewer', () => {
  it.each<
    [place: string, build: (top: Stack) => { renewerAt: Construct; certificateAt: Stack; token: object }]
  >([
    [
      'in a stack nested below',
      (top) => {
        const inner = new NestedStack(new NestedStack(top, 'Middle'), 'Inner');
        return { renewerAt: top, certificateAt: inner, token: PARAMETER };
      },
    ],
    [
      'in the stack above',
      (top) => ({
        renewerAt: new NestedStack(top, 'Certificates'),
        certificateAt: top,
        token: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CertificatesNestedStack'), Match.anyValue()] },
      }),
    ],
    [
      'in a stack nested beside',
      (top) => ({
        renewerAt: new NestedStack(top, 'Certificates'),
        certificateAt: new NestedStack(top, 'Site'),
        token: PARAMETER,
      }),
    ],
  ])('gets the service token itself, %s', (_place, build) => {
    const { app, top } = start();
    const { renewerAt, certificateAt, token } = build(top);
    const renewer = new CertificateRenewer(renewerAt, 'Renewer', RENEWER);
    new RenewedCertificate(certificateAt, 'Web', { ...NAMES, renewer, regions: ['eu-west-1', 'eu-north-1'] });

    app.synth();

    expectToken(certificateAt, token);
    const home = JSON.stringify(Template.fromStack(Stack.of(renewer)).findResources('AWS::Lambda::Function'));
    expect(home).toContain('"eu-west-1,us-east-1,eu-north-1"');
  });

  it('fails at an import of its renewer, and says what to take', () => {
    const { app, top } = start();
    new CertificateRenewer(top, 'Renewer', RENEWER);
    const nested = new NestedStack(top, 'Nested');
    const imports = [top, nested, new Stack(app, 'Other', { env: ENV })].map((stack) =>
      CertificateRenewer.fromRenewerName(stack, 'Imported', 'Certs'),
    );

    const fault =
      'renewerName: "Certs" is Top/Renewer, of the same deployment, which would wait for its own export: use the object that new CertificateRenewer(…) gave there, in place of an import';
    expect(imports.map(({ node }) => node.validate())).toEqual([[fault], [fault], []]);
  });
});

describe('a certificate in another stack of the app', () => {
  it.each<[what: string, certificateIn: (other: Stack) => Stack, renewerIn: (top: Stack) => Stack]>([
    ['as they are', (other) => other, (top) => top],
    ['both nested', (other) => new NestedStack(other, 'Nested'), (top) => new NestedStack(top, 'Nested')],
  ])(
    'is deployed after its renewer, without a word of what is deprecated: %s',
    (_what, certificateIn, renewerIn) => {
      const { app, top } = start();
      const other = new Stack(app, 'Other', { env: ENV });
      const renewer = new CertificateRenewer(renewerIn(top), 'Renewer', RENEWER);
      const told = vi.spyOn(console, 'error').mockImplementation(() => {});
      const toldToo = vi.spyOn(console, 'warn').mockImplementation(() => {});

      const scope = certificateIn(other);
      new RenewedCertificate(scope, 'Web', { ...NAMES, renewer });

      expect(
        [...told.mock.calls, ...toldToo.mock.calls].flat().filter((text) => /deprecated/.test(text)),
      ).toEqual([]);
      expect(other.dependencies).toEqual([top]);
      app.synth();
      expectToken(scope, { 'Fn::ImportValue': 'Certs-CertificateProvider' });
    },
  );

  it('is deployed after it by a CDK that knows the former name of that only', () => {
    const { app, top } = start();
    const other = new Stack(app, 'Other', { env: ENV });
    const renewer = new CertificateRenewer(top, 'Renewer', RENEWER);
    Object.defineProperty(other, 'addStackDependency', { value: undefined });
    const former = vi.spyOn(other, 'addDependency').mockImplementation(() => {});

    new RenewedCertificate(other, 'Web', { ...NAMES, renewer });

    expect(former).toHaveBeenCalledWith(top, 'the export of its renewer');
  });
});
