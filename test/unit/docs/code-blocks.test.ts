/**
 * The TypeScript on the pages does what it shows: a fragment for a stack is run in one and synthesized, where an unknown prop is a
 * fault; entries of the configuration are judged by its schema. Whole apps and what the guides quote are run in test/unit/examples.
 */
import { runInThisContext } from 'node:vm';
import { Stack } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage, FargateTaskDefinition, Secret } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ListenerAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { validateConfig } from '../../../functions/engine/config/validate.ts';
import { CertificateRenewer } from '../../../infra/index.ts';
import { startApp } from '../infra/synthesize.ts';
import { blocksOf, READ_PAGES, readPage } from './page-parts.ts';

type Kind = 'fragment' | 'configuration' | 'entry';

const BLOCKS = READ_PAGES.filter((page) => !page.startsWith('docs/guides/')).flatMap((page) =>
  blocksOf(readPage(page))
    .filter(({ language }) => language === 'ts')
    .map(({ text }) => ({ page, kind: kindOf(text), code: withoutImports(text).trim() })),
);
const of = (kind: Kind) => BLOCKS.filter((block) => block.kind === kind);

function kindOf(text: string): Kind {
  if (text.includes('defineRenewer(')) return 'configuration';
  return /^\w+: \{/.test(text) ? 'entry' : 'fragment';
}

function withoutImports(text: string): string {
  return text.replaceAll(/^import .*\n/gm, '');
}

/** What a fragment takes from the stack around it, made when it asks. */
function surroundingsOf(stack: Stack): Record<string, () => unknown> {
  const role = (id: string) => new Role(stack, id, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const renewer = () =>
    new CertificateRenewer(stack, 'Given', { alertEmail: 'ops@example.com', termsOfServiceAgreed: true });
  const task = () => new FargateTaskDefinition(stack, 'Task');
  return {
    renewer,
    role: () => role('Reader'),
    instanceRole: () => role('Instance'),
    taskDefinition: task,
    container: () => task().addContainer('Web', { image: ContainerImage.fromRegistry('web') }),
    topic: () => new Topic(stack, 'Topic'),
    defaultBehavior: () => ({ origin: new HttpOrigin('origin.example.com') }),
    listener: () =>
      new ApplicationLoadBalancer(stack, 'Balancer', { vpc: new Vpc(stack, 'Vpc') }).addListener('Https', {
        port: 443,
        certificates: [{ certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/1' }],
        defaultAction: ListenerAction.fixedResponse(200),
      }),
    web: () =>
      renewer().addCertificate('Web', { domainNames: ['web.example.com'], storeInSecretsManager: true }),
  };
}

const IMPORTED = { CertificateRenewer, Distribution, Secret, Rule, RuleTargetInput, SnsTopic };

/** @throws with all faults, as `cdk synth` does. */
function synthesize(code: string): void {
  const app = startApp();
  const stack = new Stack(app, 'Web', { env: { account: '111122223333', region: 'eu-central-1' } });
  const scope = Object.defineProperties(
    { ...IMPORTED },
    Object.fromEntries(
      Object.entries(surroundingsOf(stack)).map(([name, make]) => {
        let made: unknown;
        return [name, { get: () => (made ??= make()) }];
      }),
    ),
  );
  // In this realm, since CDK asks for classes.
  runInThisContext(`(function (scope) { with (scope) { ${code}\n} })`).call(stack, scope);
  app.synth();
}

describe('a block of TypeScript', () => {
  it('is of these pages', () => {
    expect(of('fragment').map(({ page }) => page)).toEqual([
      'README.md',
      ...Array(2).fill('docs/configuration.md'),
      'docs/events.md',
      ...Array(3).fill('docs/kubernetes.md'),
      ...Array(2).fill('docs/servers.md'),
    ]);
    expect(of('configuration').map(({ page }) => page)).toEqual(['docs/configuration.md']);
    expect(of('entry')).toHaveLength(2);
  });

  it.each(of('fragment'))('is synthesized in a stack: $page, $code', ({ code }) => {
    expect(() => synthesize(code)).not.toThrow();
  });

  it.each(of('configuration'))('is a whole configuration: $page', ({ code }) => {
    const given = runInThisContext(
      `(function (defineRenewer) { return ${code.replace('export default', '')} })`,
    )((config: unknown) => config);

    expect(validateConfig(given, 'renewer.config.ts').certificates.map((one) => one.certificateName)).toEqual(
      ['web', 'cdn'],
    );
  });

  it.each(of('entry'))('is an entry of the configuration: $page, $code', ({ code }) => {
    const config = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true };
    const certificates = runInThisContext(`({ ${code} })`);

    expect(validateConfig({ ...config, certificates }, 'renewer.config.ts').certificates).toHaveLength(1);
  });

  it.each([
    ["renewer.addCertificate('Web', { domainName: ['example.com'] });", 'did you mean domainNames?'],
    ['web.grantReed(role);', 'grantReed is not a function'],
    ["web.inRegion('us-east-1');", 'us-east-1'],
  ])('fails where it would fail its reader: %s', (code, why) => {
    expect(() => synthesize(code)).toThrow(why);
  });
});
