/**
 * A container that ends TLS itself: beside it in the task, a second one brings the certificate from S3 into a volume of both, before
 * the first starts and every hour. The task's role may read the files of this one certificate.
 */
import { App, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  Cluster,
  ContainerDependencyCondition,
  ContainerImage,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
} from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { CertificateRenewer } from 'dnscale-certs';

class ContainerStack extends Stack {
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

    const task = new FargateTaskDefinition(this, 'Task', { volumes: [{ name: 'certs' }] });
    certificate.grantRead(task.taskRole);
    const puller = task.addContainer('Puller', {
      image: ContainerImage.fromAsset(folder('puller')),
      environment: { AWS_REGION: this.region, BUCKET: certificate.bucketName, NAME: 'web' },
      healthCheck: {
        command: ['CMD', 'test', '-e', '/certs/live/web/privkey.pem'],
        interval: Duration.seconds(5),
        startPeriod: Duration.minutes(2),
      },
      logging: LogDrivers.awsLogs({ streamPrefix: 'puller' }),
    });
    const web = task.addContainer('Web', {
      image: ContainerImage.fromAsset(folder('web')),
      portMappings: [{ containerPort: 443 }],
      logging: LogDrivers.awsLogs({ streamPrefix: 'web' }),
    });
    const sourceVolume = 'certs';
    puller.addMountPoints({ sourceVolume, containerPath: '/certs', readOnly: false });
    web.addMountPoints({ sourceVolume, containerPath: '/certs', readOnly: true });
    web.addContainerDependencies({ container: puller, condition: ContainerDependencyCondition.HEALTHY });

    // Public subnets, since a NAT gateway costs more than all the rest; S3 is reached from them.
    const vpc = new Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 0 });
    const securityGroup = new SecurityGroup(this, 'Https', { vpc });
    securityGroup.addIngressRule(Peer.anyIpv4(), Port.tcp(443));
    new FargateService(this, 'Service', {
      cluster: new Cluster(this, 'Cluster', { vpc }),
      taskDefinition: task,
      assignPublicIp: true,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      securityGroups: [securityGroup],
    });
  }
}

/** The volume is of both containers: nginx reads as root, which is also who writes. */
function folder(name: string): string {
  return new URL(name, import.meta.url).pathname;
}

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
new ContainerStack(new App(), 'Containers', { env: { account, region } });
