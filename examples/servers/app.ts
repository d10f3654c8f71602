/**
 * Servers that end TLS themselves: their role may read the files of this one certificate in S3, and every hour they take the
 * newest key and chain from there.
 */
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { InstanceType, LaunchTemplate, MachineImage, SubnetType, UserData, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { CertificateRenewer } from 'dnscale-certs';

class ServerStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const renewer = new CertificateRenewer(this, 'Renewer', {
      alertEmail: 'ops@example.com',
      termsOfServiceAgreed: true,
    });
    // Stored in S3 alone: nothing in ACM is needed.
    const certificate = renewer.addCertificate('Certificate', {
      domainNames: ['mail.example.com'],
      importIntoAcm: false,
    });

    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    certificate.grantRead(role);
    const userData = UserData.forLinux();
    userData.addCommands(
      ...installCommands(`s3://${certificate.bucketName}/${certificate.livePrefix}bundle.pem`),
    );

    const launchTemplate = new LaunchTemplate(this, 'Template', {
      role,
      userData,
      instanceType: new InstanceType('t3.micro'),
      machineImage: MachineImage.latestAmazonLinux2023(),
      requireImdsv2: true,
    });
    // Public subnets, since a NAT gateway costs more than all the rest; S3 is reached from them.
    const vpc = new Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 0 });
    const vpcSubnets = { subnetType: SubnetType.PUBLIC };
    new AutoScalingGroup(this, 'Servers', { vpc, vpcSubnets, launchTemplate });
  }
}

/** `bundle.pem` is key and full chain in one object, so that the two always belong together. */
function installCommands(bundle: string): string[] {
  return [
    'dnf install -y nginx cronie',
    'cat > /usr/local/sbin/take-certificate <<"END"',
    '#!/bin/sh',
    'set -eu',
    'umask 077',
    'cd /etc/nginx',
    `aws s3 cp --only-show-errors "${bundle}" bundle.new`,
    'cmp -s bundle.new bundle.pem && exit 0',
    '# nginx reads it as ssl_certificate and as ssl_certificate_key.',
    'mv bundle.new bundle.pem',
    'systemctl reload-or-restart nginx',
    'END',
    'chmod 755 /usr/local/sbin/take-certificate',
    'echo "$((RANDOM % 60)) * * * * root /usr/local/sbin/take-certificate" > /etc/cron.d/take-certificate',
    '/usr/local/sbin/take-certificate',
    'systemctl enable --now crond nginx',
  ];
}

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
new ServerStack(new App(), 'Servers', { env: { account, region } });
