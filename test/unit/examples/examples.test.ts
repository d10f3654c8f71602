/** Each app in examples/ and each whole app of a guide, run as it is: the promises that it shows are in its templates. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../docs/page-parts.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const EXAMPLES = join(REPOSITORY, 'examples');
/** Guides whose code is an app of its own. */
const GUIDES = ['another-ca', 'delegation-by-cname', 'vpc'];
const NAMES = ['cloudfront', 'ecs', 'load-balancer', 'platform', 'servers'];
const FOR_SERVERS = [
  'Caddyfile',
  'dnscale-certs-pull@.service',
  'dnscale-certs-pull@.timer',
  'dnscale-certs.env',
  'haproxy-set-certificate.sh',
  'haproxy.cfg',
  'nginx.conf',
  'postfix-main.cf',
  'policy.json',
  'pull.sh',
  'traefik.yml',
  'without-node.conf',
];
const ENVIRONMENT = { CDK_DEFAULT_ACCOUNT: '111122223333', CDK_DEFAULT_REGION: 'eu-west-1' };

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dnscale-certs-examples-'));
  const handlers = join(folder, 'handlers');
  for (const name of ['plan', 'renew', 'declare', 'notify', 'probe']) {
    mkdirSync(join(handlers, name), { recursive: true });
    writeFileSync(join(handlers, name, 'index.mjs'), '');
  }
  const program = join(import.meta.dirname, 'synthesize-examples.mjs');
  const pageApps = join(folder, 'page-apps');
  mkdirSync(pageApps);
  for (const guide of GUIDES) writeFileSync(join(pageApps, `${guide}.mts`), appOf(guide));
  const apps = [
    ...NAMES.flatMap((name) => [join(EXAMPLES, name, 'app.ts'), join(folder, name)]),
    ...GUIDES.flatMap((guide) => [join(pageApps, `${guide}.mts`), join(folder, guide)]),
  ];
  const { PATH } = process.env;
  const CDK_CONTEXT_JSON = JSON.stringify({ 'dnscale-certs:handlers': handlers });
  await promisify(execFile)(process.execPath, [program, ...apps], {
    env: { PATH, ...ENVIRONMENT, CDK_CONTEXT_JSON },
    timeout: 110_000,
  });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** The code of a guide, which is one whole app. */
function appOf(guide: string): string {
  const page = readFileSync(join(REPOSITORY, 'docs/guides', `${guide}.md`), 'utf8');
  const [app, ...others] = blocksOf(page).filter(({ language }) => language === 'ts');
  if (!app || others.length > 0) throw new Error(`docs/guides/${guide}.md has not one app`);
  return app.text;
}

function templateOf(example: string, stack: string): Template {
  return Template.fromJSON(JSON.parse(readFileSync(join(folder, example, `${stack}.template.json`), 'utf8')));
}

const attribute = (name: string) => ({
  'Fn::GetAtt': [Match.stringLikeRegexp('Certificate[0-9A-F]{8}$'), name],
});

describe('the example', () => {
  it('load-balancer has the ARN on its listener in the first deployment', () => {
    const template = templateOf('load-balancer', 'Web');

    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: attribute('Arn') }],
    });
    template.hasResourceProperties('Custom::DnscaleCertificate', { regions: ['eu-west-1'] });
  });

  it('cloudfront has the ARN of us-east-1 in one stack elsewhere, with nothing of CDK that carries it there', () => {
    const template = templateOf('cloudfront', 'Site');

    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { ViewerCertificate: { AcmCertificateArn: attribute('ArnUsEast1') } },
    });
    template.hasResourceProperties('Custom::DnscaleCertificate', { regions: ['us-east-1'] });
    expect(readdirSync(join(folder, 'cloudfront')).filter((file) => file.endsWith('.template.json'))).toEqual(
      ['Site.template.json'],
    );
    expect(JSON.stringify(template.toJSON())).not.toMatch(/CrossRegionExport|ExportsWriter|ExportsReader/);
  });

  it('platform has certificates of two teams at one renewer, whom they know by its name alone', () => {
    const serviceToken = { 'Fn::ImportValue': 'Platform-CertificateProvider' };
    const [api, shop] = [templateOf('platform', 'Api'), templateOf('platform', 'Shop')];

    templateOf('platform', 'Platform').hasOutput('*', { Export: { Name: 'Platform-CertificateProvider' } });
    for (const template of [api, shop]) {
      template.hasResourceProperties('Custom::DnscaleCertificate', { ServiceToken: serviceToken });
      template.resourceCountIs('AWS::Lambda::Function', 0);
    }
    api.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainNameConfigurations: [Match.objectLike({ CertificateArn: attribute('Arn') })],
    });
    shop.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { ViewerCertificate: { AcmCertificateArn: attribute('ArnUsEast1') } },
    });
  });

  it("servers lets the role read this certificate's files alone, and has the servers take them", () => {
    const template = templateOf('servers', 'Servers');
    const path = [attribute('BucketName'), '/', attribute('LivePrefix')];

    const policies = template.findResources('AWS::IAM::Policy', {
      Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^Role') }] },
    });
    expect(Object.values(policies)).toHaveLength(1);
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^Role') }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 's3:GetObject',
            Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', ...path, '*']] },
          },
        ],
      },
    });
    const [launch = {}] = Object.values(template.findResources('AWS::EC2::LaunchTemplate'));
    const [, parts] = launch.Properties.LaunchTemplateData.UserData['Fn::Base64']['Fn::Join'];
    const [begin, bucket, end] = parts;
    expect(begin).toMatch(/\nAWS_REGION=eu-west-1\nBUCKET=$/);
    expect(bucket).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/Certificate[0-9A-F]{8}$/), 'BucketName'],
    });
    expect(end).toContain('\nsystemctl start dnscale-certs-pull@web');
    for (const name of [
      'pull.sh',
      'dnscale-certs-pull@.service',
      'dnscale-certs-pull@.timer',
      'without-node.conf',
    ])
      expect(parts.join()).toContain(readFileSync(join(EXAMPLES, 'servers', name), 'utf8').trimEnd());
    // EC2 takes 16 KB before base64.
    expect(parts.join().length).toBeLessThan(16_000);
    template.hasResourceProperties('Custom::DnscaleCertificate', { regions: [] });
  });

  it("ecs lets the task's role read this certificate's files alone, and starts nginx once they are there", () => {
    const template = templateOf('ecs', 'Containers');

    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^TaskTaskRole') }],
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Allow', Action: 's3:GetObject' })] },
    });
    const mount = (ReadOnly: boolean) => [{ SourceVolume: 'certs', ContainerPath: '/certs', ReadOnly }];
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Volumes: [{ Name: 'certs' }],
      ContainerDefinitions: [
        Match.objectLike({ Name: 'Puller', MountPoints: mount(false) }),
        Match.objectLike({
          Name: 'Web',
          MountPoints: mount(true),
          DependsOn: [{ ContainerName: 'Puller', Condition: 'HEALTHY' }],
        }),
      ],
    });
    template.hasResourceProperties('Custom::DnscaleCertificate', { regions: [] });
  });

  it('is in this file, with what a user needs to start it', () => {
    expect(readdirSync(EXAMPLES).toSorted()).toEqual(NAMES);
    for (const name of NAMES) {
      expect(readdirSync(join(EXAMPLES, name)).toSorted()).toEqual(
        [
          'README.md',
          'app.ts',
          'cdk.json',
          'package.json',
          // docs/servers.md shows them; test/unit/docs/servers.test.ts.
          ...(name === 'servers' ? FOR_SERVERS : []),
          // The images.
          ...(name === 'ecs' ? ['puller', 'web'] : []),
        ].toSorted(),
      );
      expect(JSON.parse(readFileSync(join(EXAMPLES, name, 'cdk.json'), 'utf8'))).toEqual({
        app: 'node app.ts',
      });
    }
  });
});

describe('the app of the guide', () => {
  it('another-ca has a certificate of each CA, and one of six days', () => {
    const template = templateOf('another-ca', 'DnscaleCerts');

    const certificates = Object.values(template.findResources('Custom::DnscaleCertificate'));
    expect(
      certificates.map(({ Properties: { certificateAuthority, profile } }) => [
        certificateAuthority,
        profile,
      ]),
    ).toEqual([
      ['https://acme-v02.api.letsencrypt.org/directory', 'shortlived'],
      ['https://dv.acme-v02.api.pki.goog/directory', undefined],
      ['https://acme.zerossl.com/v2/DV90', undefined],
      ['https://ca.example.com/acme/directory', undefined],
    ]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'DnscaleCerts-renew',
      Environment: { Variables: Match.objectLike({ ACME_CONTACT: 'ops@example.com' }) },
    });
  });

  it('delegation-by-cname has one certificate for the delegated names', () => {
    templateOf('delegation-by-cname', 'DnscaleCerts').hasResourceProperties('Custom::DnscaleCertificate', {
      domainNames: ['example.com', '*.example.com', 'shop.example.org'],
    });
  });

  it('vpc has renew and probe in private subnets, which ask public resolvers', () => {
    const template = templateOf('vpc', 'DnscaleCerts');

    template.resourcePropertiesCountIs('AWS::Lambda::Function', { VpcConfig: Match.anyValue() }, 2);
    for (const name of ['renew', 'probe']) {
      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: `DnscaleCerts-${name}`,
        VpcConfig: Match.anyValue(),
        Environment: { Variables: Match.objectLike({ DNS_RESOLVERS: '1.1.1.1:53,8.8.8.8:53' }) },
      });
    }
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 2);
  });
});
