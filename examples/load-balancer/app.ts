/** A load balancer that serves HTTPS from its first deployment on: renewer, certificate and listener in one stack. */
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, ListenerAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { CertificateRenewer } from 'dnscale-certs';

class WebStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const renewer = new CertificateRenewer(this, 'Renewer', {
      alertEmail: 'ops@example.com',
      termsOfServiceAgreed: true,
    });
    const certificate = renewer.addCertificate('Certificate', {
      certificateName: 'example.com', // for life, as is its ARN
      domainNames: ['example.com', '*.example.com'],
    });

    const vpc = new Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 0 });
    const balancer = new ApplicationLoadBalancer(this, 'Balancer', { vpc, internetFacing: true });
    balancer.addListener('Https', {
      port: 443,
      certificates: [certificate],
      defaultAction: ListenerAction.fixedResponse(200, { messageBody: 'It works.' }),
    });
  }
}

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
new WebStack(new App(), 'Web', { env: { account, region } });
