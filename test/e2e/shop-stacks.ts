/**
 * Stacks of another team beside a deployed renewer, which they know by its name only: a certificate that a listener holds. Their
 * templates are CDK's own; CloudFormation gets them without the `cdk` command (stacks.ts).
 */
import { X509Certificate } from 'node:crypto';
import { ACMClient, GetCertificateCommand } from '@aws-sdk/client-acm';
import {
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { App, BootstraplessSynthesizer, CfnOutput, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnListener, CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CertificateAuthority, CertificateRenewer, type RenewedCertificate } from '../../infra/index.ts';
import type { AppDeployment } from '../support/world/deploy-app.ts';
import type { LocalWorld } from '../support/world/local-world.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';
import { deployTemplate, type StackEnd } from './stacks.ts';

export type Shop = {
  /** @default shop.test */
  domainNames?: string[];
  regions?: string[];
  /** Of the construct: another id is another certificate. @default Web */
  id?: string;
  removalPolicy?: RemovalPolicy;
  certificateName?: string;
  /** A second certificate, of a CA that the renewer does not allow: it is refused once the first one is as declared. */
  failsLater?: boolean;
};

export type ShopStacks = {
  world: LocalWorld;
  deployment: AppDeployment;
  deploy(stackName: string, shop: Shop): Promise<StackEnd & { certificateName: string }>;
  /** Of the leaf that ACM holds. @param region of ACM. @default the renewer's */
  namesOn(certificateArn: string | undefined, region?: string): Promise<string | undefined>;
  arnOnListener(listenerArn: string | undefined): Promise<string | undefined>;
  /** Certificates that the CA has issued. */
  issued(): number;
};

export function openShopStacks(world: LocalWorld, deployment: AppDeployment): ShopStacks {
  const { aws, pebble } = world;
  return {
    world,
    deployment,
    deploy: async (stackName, shop) => {
      const { template, certificateName } = await build(world, stackName, shop);
      return { ...(await deployTemplate(aws, stackName, template)), certificateName };
    },
    namesOn: async (CertificateArn, region = aws.region) => {
      const acm = new ACMClient({ ...aws.acmConfiguration, region });
      const { Certificate = '' } = await acm.send(new GetCertificateCommand({ CertificateArn }));
      return new X509Certificate(Certificate).subjectAltName;
    },
    arnOnListener: async (listenerArn = '') => {
      const client = new ElasticLoadBalancingV2Client(aws.clientConfiguration);
      const { Listeners } = await client.send(new DescribeListenersCommand({ ListenerArns: [listenerArn] }));
      return Listeners?.[0]?.Certificates?.[0]?.CertificateArn;
    },
    issued: () => pebble.output().match(/Issued certificate serial/g)?.length ?? 0,
  };
}

async function build({ aws, pebble }: LocalWorld, stackName: string, shop: Shop) {
  const { id = 'Web', domainNames = ['shop.test'], failsLater = false, ...props } = shop;
  const outdir = await makeTemporaryFolder('shop');
  const app = new App({ outdir, analyticsReporting: false });
  const env = { account: aws.accountId, region: aws.region };
  const stack = new Stack(app, stackName, { env, synthesizer: new BootstraplessSynthesizer() });
  const renewer = CertificateRenewer.fromRenewerName(stack, 'Renewer', 'DnscaleCerts');
  const certificate = renewer.addCertificate(id, {
    domainNames,
    certificateAuthority: CertificateAuthority.of(pebble.directoryUrl),
    profile: 'default',
    ...props,
  });
  addOutputs(stack, certificate);
  if (failsLater) {
    const certificateAuthority = CertificateAuthority.ZEROSSL;
    const late = renewer.addCertificate('Late', { domainNames: ['late.example.com'], certificateAuthority });
    late.node.addDependency(certificate);
  }
  const template = Template.fromStack(stack).toJSON();
  await removeFolder(outdir);
  return { template, certificateName: certificate.certificateName };
}

function addOutputs(stack: Stack, certificate: RenewedCertificate): void {
  const { certificateArn, regions } = certificate;
  const subnets = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
  const listener = new CfnListener(stack, 'Listener', {
    loadBalancerArn: new CfnLoadBalancer(stack, 'LoadBalancer', { subnets }).ref,
    protocol: 'HTTPS',
    port: 443,
    certificates: [{ certificateArn }],
    defaultActions: [{ type: 'fixed-response', fixedResponseConfig: { statusCode: '200' } }],
  });
  new CfnOutput(stack, 'ListenerArn', { value: listener.ref });
  new CfnOutput(stack, 'Arn', { value: certificateArn });
  if (!regions.includes('us-east-1')) return;
  new CfnOutput(stack, 'ArnInUsEast1', { value: certificate.inRegion('us-east-1').certificateArn });
}
