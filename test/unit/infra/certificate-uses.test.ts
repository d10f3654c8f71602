/** A certificate of ours where CDK's constructs take one. */
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { DomainName, EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { DomainName as HttpDomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { Definition, GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { KeyAlgorithm } from 'aws-cdk-lib/aws-certificatemanager';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer,
  ListenerAction,
  NetworkLoadBalancer,
  NetworkTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { CertificateRenewer, type RenewedCertificate } from '../../../infra/index.ts';
import { declare, NAMES } from './declare-certificate.ts';

const ARN = { 'Fn::GetAtt': [Match.stringLikeRegexp('^RenewerWeb'), 'Arn'] };

type Use = [
  service: string,
  add: (stack: Construct, certificate: RenewedCertificate) => void,
  type: string,
  properties: object,
];

const USES: Use[] = [
  [
    'an application load balancer',
    (stack, certificate) => {
      const balancer = new ApplicationLoadBalancer(stack, 'Alb', { vpc: new Vpc(stack, 'Vpc') });
      const listener = balancer.addListener('Tls', {
        port: 443,
        certificates: [certificate],
        defaultAction: ListenerAction.fixedResponse(200),
      });
      listener.addCertificates('More', [certificate]);
    },
    'AWS::ElasticLoadBalancingV2::Listener',
    { Certificates: [{ CertificateArn: ARN }] },
  ],
  [
    'a network load balancer',
    (stack, certificate) => {
      const vpc = new Vpc(stack, 'Vpc');
      const group = new NetworkTargetGroup(stack, 'Group', { vpc, port: 443 });
      const balancer = new NetworkLoadBalancer(stack, 'Nlb', { vpc });
      balancer.addListener('Tls', {
        port: 443,
        certificates: [certificate],
        defaultTargetGroups: [group],
      });
    },
    'AWS::ElasticLoadBalancingV2::Listener',
    { Certificates: [{ CertificateArn: ARN }] },
  ],
  [
    'CloudFront',
    (stack, certificate) => {
      new Distribution(stack, 'Site', {
        defaultBehavior: { origin: new HttpOrigin('origin.example.com') },
        domainNames: ['example.com'],
        certificate: certificate.inRegion('us-east-1'),
      });
    },
    'AWS::CloudFront::Distribution',
    {
      DistributionConfig: {
        ViewerCertificate: {
          AcmCertificateArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^RenewerWeb'), 'ArnUsEast1'] },
        },
      },
    },
  ],
  [
    'API Gateway',
    (stack, certificate) => {
      const securityPolicy = SecurityPolicy.TLS_1_2;
      new DomainName(stack, 'Api', { certificate, domainName: 'example.com', securityPolicy });
    },
    'AWS::ApiGateway::DomainName',
    { RegionalCertificateArn: ARN },
  ],
  [
    'AppSync',
    (stack, certificate) => {
      const schema = `${import.meta.dirname}/synth.graphql`;
      new GraphqlApi(stack, 'Graph', {
        name: 'graph',
        definition: Definition.fromFile(schema),
        domainName: { certificate: certificate.inRegion('us-east-1'), domainName: 'example.com' },
      });
    },
    'AWS::AppSync::DomainName',
    { CertificateArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^RenewerWeb'), 'ArnUsEast1'] } },
  ],
  [
    'Cognito',
    (stack, certificate) => {
      const pool = new UserPool(stack, 'Pool');
      pool.addDomain('Domain', {
        customDomain: { certificate: certificate.inRegion('us-east-1'), domainName: 'auth.example.com' },
      });
    },
    'AWS::Cognito::UserPoolDomain',
    {
      CustomDomainConfig: {
        CertificateArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^RenewerWeb'), 'ArnUsEast1'] },
      },
    },
  ],
];

describe('RenewedCertificate', () => {
  it.each(USES)('is taken by %s', (_service, add, type, properties) => {
    const { stack, certificate } = declare({ regions: ['eu-west-1', 'us-east-1'] });

    add(stack, certificate);

    Template.fromStack(stack).hasResourceProperties(type, properties);
  });
});

const KEYS = ['EC_PRIME256V1', 'EC_SECP384R1', 'RSA_2048', 'RSA_3072', 'RSA_4096'];

/** By the names above; the keys that the documentation of the service rules out. */
const REFUSED: [service: string, add: Use[1], keys: string[]][] = [
  ['an application load balancer', addOf('an application load balancer'), []],
  ['a network load balancer', addOf('a network load balancer'), ['RSA_4096']],
  ['CloudFront', addOf('CloudFront'), ['EC_SECP384R1']],
  ['AppSync', addOf('AppSync'), ['EC_SECP384R1']],
  ['Cognito', addOf('Cognito'), ['EC_SECP384R1']],
  ['API Gateway in the region', addOf('API Gateway'), ['RSA_3072', 'RSA_4096']],
  [
    'API Gateway at the edge',
    (scope, certificate) => {
      const endpointType = EndpointType.EDGE;
      const at = { certificate: certificate.inRegion('us-east-1'), domainName: 'example.com', endpointType };
      new DomainName(scope, 'Edge', { ...at, securityPolicy: SecurityPolicy.TLS_1_2 });
    },
    ['EC_SECP384R1'],
  ],
  [
    'API Gateway for HTTP',
    (scope, certificate) => {
      new HttpDomainName(scope, 'Http', { certificate, domainName: 'example.com' });
    },
    ['RSA_3072', 'RSA_4096'],
  ],
  [
    'a network load balancer, beside another certificate',
    (scope, certificate) => {
      const vpc = new Vpc(scope, 'Vpc');
      const group = new NetworkTargetGroup(scope, 'Group', { vpc, port: 443 });
      const plain = { certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1' };
      const balancer = new NetworkLoadBalancer(scope, 'Nlb', { vpc });
      const listener = balancer.addListener('Tls', {
        port: 443,
        certificates: [plain],
        defaultTargetGroups: [group],
      });
      listener.addCertificates('More', [certificate]);
    },
    ['RSA_4096'],
  ],
];

function addOf(service: string): Use[1] {
  const found = USES.find(([name]) => name === service);
  if (!found) throw new Error(`no use is called ${service}`);
  return found[1];
}

describe('a warning at synth', () => {
  it.each(REFUSED)('tells the keys that are nothing for %s', (_service, add, keys) => {
    const { stack } = declare();
    const renewer = CertificateRenewer.fromRenewerName(stack, 'Keys', 'Certs');
    for (const key of KEYS) {
      const keyAlgorithm = new KeyAlgorithm(key);
      const props = { ...NAMES, regions: ['eu-west-1', 'us-east-1'], keyAlgorithm };
      add(new Construct(stack, `Use-${key}`), renewer.addCertificate(key, props));
    }

    const told = Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('takes no key'))
      .map(({ id, entry }) => [/Use-(\w+)/.exec(id)?.[1], String(entry.data)]);

    expect(told).toEqual(
      keys.map((key) => [
        key,
        expect.stringContaining(`takes no key ${key}, which the certificate Shop/Keys/${key} has`),
      ]),
    );
  });

  it('is not given for the key of an ARN that exists: nobody knows it yet', () => {
    const arn = 'arn:aws:acm:us-east-1:111122223333:certificate/11111111-2222-3333-4444-555555555555';
    const regions = ['us-east-1'];
    const { stack, certificate } = declare({ regions, existingCertificateArns: [arn] });
    addOf('CloudFront')(stack, certificate);

    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('takes no key'))).toEqual([]);
  });
});
