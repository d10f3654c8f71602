/** Asks the load balancer's HTTPS listener which certificate it holds. */
import {
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../test/support/world/aws.ts';

export async function readArnOnListener({ clientConfiguration }: Aws, listenerArn: string): Promise<string> {
  const client = new ElasticLoadBalancingV2Client(clientConfiguration);
  const { Listeners } = await client.send(new DescribeListenersCommand({ ListenerArns: [listenerArn] }));
  const certificateArn = Listeners?.[0]?.Certificates?.[0]?.CertificateArn;
  if (certificateArn === undefined) throw new Error(`the listener ${listenerArn} holds no certificate`);
  return certificateArn;
}
