/**
 * Servers that end TLS themselves: their role may read the files of this one certificate in S3, and every hour they take what is live
 * from there, by pull.sh and the timer of this folder (docs/servers.md).
 */
import { readFileSync } from 'node:fs';
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
      certificateName: 'web',
      domainNames: ['www.example.com'],
      importIntoAcm: false,
    });

    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    certificate.grantRead(role);
    const userData = UserData.forLinux();
    userData.addCommands(...installCommands(this.region, certificate.bucketName));

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

/** Amazon Linux has the AWS CLI and OpenSSL, which is all that pull.sh needs. */
function installCommands(region: string, bucketName: string): string[] {
  const units = '/etc/systemd/system';
  const settings = [`AWS_REGION=${region}`, `BUCKET=${bucketName}`, 'HOOK=systemctl reload-or-restart nginx'];
  return [
    'set -eu',
    'dnf install -y nginx',
    ...write('/usr/local/sbin/pull.sh', fileOf('pull.sh')),
    'chmod 755 /usr/local/sbin/pull.sh',
    ...write('/etc/default/dnscale-certs', settings.join('\n')),
    ...write(`${units}/dnscale-certs-pull@.service`, fileOf('dnscale-certs-pull@.service')),
    ...write(`${units}/dnscale-certs-pull@.service.d/without-node.conf`, fileOf('without-node.conf')),
    ...write(`${units}/dnscale-certs-pull@.timer`, fileOf('dnscale-certs-pull@.timer')),
    ...write(
      '/etc/nginx/conf.d/web.conf',
      fileOf('nginx.conf').replace('/var/www/html', '/usr/share/nginx/html'),
    ),
    'systemctl daemon-reload',
    // The hook starts nginx, once it has a certificate. Without one this fails, and the timer tries again.
    'systemctl enable nginx',
    'systemctl enable --now dnscale-certs-pull@web.timer',
    'systemctl start dnscale-certs-pull@web',
  ];
}

function fileOf(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

function write(path: string, text: string): string[] {
  return [`mkdir -p "$(dirname ${path})"`, `cat > ${path} <<'END'\n${text.trimEnd()}\nEND`];
}

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
new ServerStack(new App(), 'Servers', { env: { account, region } });
