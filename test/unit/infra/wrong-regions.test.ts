/** A certificate that a service of AWS gets from a region where that service does not read it. */
import { App, Fn, Stack } from 'aws-cdk-lib';
import { CfnDomainName } from 'aws-cdk-lib/aws-apigateway';
import { CfnDomainName as CfnHttpDomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnDomainName as CfnGraphDomainName } from 'aws-cdk-lib/aws-appsync';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnUserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer,
  CfnListener,
  CfnListenerCertificate,
  ListenerAction,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { describe, expect, it } from 'vitest';
import { CertificateRenewer } from '../../../infra/index.ts';
import { declare, faultsOf, NAMES } from './declare-certificate.ts';

const domainName = 'example.com';
const LISTENER = { loadBalancerArn: 'balancer', port: 443, defaultActions: [{ type: 'forward' }] };

const addDistribution = (stack: Stack, acmCertificateArn: string) => {
  const cache = { targetOriginId: 'origin', viewerProtocolPolicy: 'https-only' };
  const viewerCertificate = { acmCertificateArn, sslSupportMethod: 'sni-only' };
  new CfnDistribution(stack, 'Use', {
    distributionConfig: { enabled: true, defaultCacheBehavior: cache, viewerCertificate },
  });
};

type Use = [service: string, add: (stack: Stack, certificateArn: string) => void];

const REGIONAL: Use[] = [
  [
    'Application Load Balancer',
    (stack, certificateArn) => {
      new CfnListener(stack, 'Use', { ...LISTENER, protocol: 'HTTPS', certificates: [{ certificateArn }] });
    },
  ],
  [
    'Network Load Balancer',
    (stack, certificateArn) => {
      new CfnListener(stack, 'Use', { ...LISTENER, protocol: 'TLS', certificates: [{ certificateArn }] });
    },
  ],
  [
    'Elastic Load Balancing',
    (stack, certificateArn) => {
      new CfnListenerCertificate(stack, 'Use', { listenerArn: 'other', certificates: [{ certificateArn }] });
    },
  ],
  [
    'API Gateway, regional',
    (stack, regionalCertificateArn) => {
      new CfnDomainName(stack, 'Use', { domainName, regionalCertificateArn });
    },
  ],
  [
    'API Gateway, regional',
    (stack, certificateArn) => {
      new CfnHttpDomainName(stack, 'Use', { domainName, domainNameConfigurations: [{ certificateArn }] });
    },
  ],
];

const AT_CLOUDFRONT: Use[] = [
  ['CloudFront', addDistribution],
  [
    'CloudFront',
    (stack, arn) => addDistribution(stack, Fn.join(':', ['arn', Fn.select(1, Fn.split(':', arn))])),
  ],
  [
    'API Gateway, edge',
    (stack, certificateArn) => {
      new CfnDomainName(stack, 'Use', { domainName, certificateArn });
    },
  ],
  [
    'AppSync',
    (stack, certificateArn) => {
      new CfnGraphDomainName(stack, 'Use', { domainName, certificateArn });
    },
  ],
  [
    'Cognito',
    (stack, certificateArn) => {
      new CfnUserPoolDomain(stack, 'Use', {
        domain: domainName,
        userPoolId: 'pool',
        customDomainConfig: { certificateArn },
      });
    },
  ],
];

const BOTH = { regions: ['eu-west-1', 'us-east-1'] };

/** What synth says of a use in the stack of the certificate, which is in eu-west-1. */
function faultsWith(
  add: Use[1],
  regions: string[],
  take: (certificate: ICertificate) => ICertificate,
): string {
  const given = declare({ regions });
  add(given.stack, take(given.certificate).certificateArn);
  return faultsOf(given);
}

describe.each(REGIONAL)('a certificate of %s', (service, add) => {
  it('fails from another region', () => {
    const { stack, certificate } = declare(BOTH);
    add(stack, certificate.inRegion('us-east-1').certificateArn);

    expect(faultsOf({ stack })).toContain(
      `[Shop/Renewer/Web] ${service} takes certificates from eu-west-1 only, and Shop/Use has this one from us-east-1: give it inRegion('eu-west-1') of the certificate`,
    );
  });

  it('fails from the only region that it has, when that is another one', () => {
    expect(faultsWith(add, ['us-east-1'], (certificate) => certificate)).toContain(
      `[Shop/Renewer/Web] ${service} takes certificates from eu-west-1 only, and Shop/Use has this one from us-east-1: add eu-west-1 to the regions of the certificate, and give it inRegion('eu-west-1') of the certificate`,
    );
  });

  it('is taken from its own region', () => {
    expect(faultsWith(add, BOTH.regions, (certificate) => certificate)).toBe('');
  });
});

describe.each(AT_CLOUDFRONT)('a certificate of %s', (service, add) => {
  it('fails from another region than us-east-1', () => {
    expect(faultsWith(add, BOTH.regions, (certificate) => certificate)).toContain(
      `[Shop/Renewer/Web] ${service} takes certificates from us-east-1 only, and Shop/Use has this one from eu-west-1: give it inRegion('us-east-1') of the certificate`,
    );
  });

  it('is taken from us-east-1', () => {
    expect(faultsWith(add, ['us-east-1'], (certificate) => certificate)).toBe('');
  });
});

describe('a certificate that another stack uses', () => {
  it("is taken where that stack's region is its own", () => {
    const app = new App();
    const account = '111122223333';
    const [home, edge] = ['eu-west-1', 'us-east-1'].map(
      (region) => new Stack(app, region, { env: { account, region }, crossRegionReferences: true }),
    ) as [Stack, Stack];
    const renewer = CertificateRenewer.fromRenewerName(home, 'Renewer', 'Certs');
    const certificate = renewer.addCertificate('Web', { ...NAMES, ...BOTH });

    const balancer = new ApplicationLoadBalancer(edge, 'Alb', { vpc: new Vpc(edge, 'Vpc') });
    balancer.addListener('Tls', {
      port: 443,
      certificates: [certificate.inRegion('us-east-1')],
      defaultAction: ListenerAction.fixedResponse(200),
    });

    expect(faultsOf({ stack: edge })).toBe('');
  });

  it('is not judged by a region that nobody knows', () => {
    const { stack, certificate } = declare(BOTH, 'unknown');
    REGIONAL[0]?.[1](stack, certificate.inRegion('us-east-1').certificateArn);

    expect(faultsOf({ stack })).toBe('');
  });
});
