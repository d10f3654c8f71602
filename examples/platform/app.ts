/**
 * A platform team owns the renewer, two other teams declare their certificates at it by its name alone. In real life these are
 * three apps; here they are in one file, so that they can be read together.
 */
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Construct } from 'constructs';
import { CertificateRenewer } from 'dnscale-certs';

const RENEWER = 'Platform';

class PlatformStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    new CertificateRenewer(this, 'Renewer', {
      renewerName: RENEWER,
      alertEmail: 'platform@example.com',
      termsOfServiceAgreed: true,
      // What the other teams may ask for. Anything else fails their deployment, before the CA is asked.
      regions: ['eu-central-1', 'us-east-1'],
    });
  }
}

class ApiStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const domainName = 'api.example.com';
    const renewer = CertificateRenewer.fromRenewerName(this, 'Renewer', RENEWER);
    const certificate = renewer.addCertificate('Certificate', {
      certificateName: domainName,
      domainNames: [domainName],
    });
    new DomainName(this, 'DomainName', { domainName, certificate });
  }
}

class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const domainNames = ['shop.example.com'];
    const renewer = CertificateRenewer.fromRenewerName(this, 'Renewer', RENEWER);
    const certificate = renewer.addCertificate('Certificate', {
      certificateName: 'shop.example.com',
      domainNames,
      regions: ['us-east-1'],
    });
    new Distribution(this, 'Shop', {
      defaultBehavior: { origin: new HttpOrigin('origin.example.com') },
      domainNames,
      certificate: certificate.inRegion('us-east-1'),
    });
  }
}

const app = new App();
// All in one account and region: a certificate is declared where its renewer is, and imported wherever it is used.
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: 'eu-central-1' };
const platform = new PlatformStack(app, 'Platform', { env });
// A name alone tells CDK nothing about the order.
new ApiStack(app, 'Api', { env }).addStackDependency(platform);
new ShopStack(app, 'Shop', { env }).addStackDependency(platform);
