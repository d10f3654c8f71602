/** A certificate of ours where CDK's constructs take one. */
import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Definition, GraphqlApi } from 'aws-cdk-lib/aws-appsync';
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
import { describe, it } from 'vitest';
import type { RenewedCertificate } from '../../../infra/index.ts';
import { declare } from './declare-certificate.ts';

const ARN = { 'Fn::GetAtt': [Match.stringLikeRegexp('^RenewerWeb'), 'Arn'] };

type Use = [
  service: string,
  add: (stack: Stack, certificate: RenewedCertificate) => void,
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
        domainName: { certificate, domainName: 'example.com' },
      });
    },
    'AWS::AppSync::DomainName',
    { CertificateArn: ARN },
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
