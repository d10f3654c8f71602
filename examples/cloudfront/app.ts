/** A site on CloudFront, which takes its certificates from us-east-1 alone; the stack is in Frankfurt. */
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { CertificateRenewer } from 'dnscale-certs';

class SiteStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const renewer = new CertificateRenewer(this, 'Renewer', {
      alertEmail: 'ops@example.com',
      termsOfServiceAgreed: true,
    });
    const domainNames = ['www.example.com'];
    const certificate = renewer.addCertificate('Certificate', {
      certificateName: 'www.example.com', // for life, as is its ARN
      domainNames,
      regions: ['us-east-1'],
    });

    new Distribution(this, 'Site', {
      defaultBehavior: { origin: S3BucketOrigin.withOriginAccessControl(new Bucket(this, 'Pages')) },
      defaultRootObject: 'index.html',
      domainNames,
      // No second stack, and no crossRegionReferences: the renewer imports it into us-east-1 by itself.
      certificate: certificate.inRegion('us-east-1'),
    });
  }
}

new SiteStack(new App(), 'Site', {
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: 'eu-central-1' },
});
