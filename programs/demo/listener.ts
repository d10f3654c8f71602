/** An application load balancer with an HTTPS listener that holds a certificate's ARN, as a user of the product has one. */
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../test/support/world/aws.ts';

export type HttpsListener = {
  listenerArn: string;
  /** The ARN that the listener holds now, asked anew each time. */
  readCertificateArn(): Promise<string | undefined>;
};

export async function createHttpsListener(aws: Aws, certificateArn: string): Promise<HttpsListener> {
  const client = new ElasticLoadBalancingV2Client(aws.clientConfiguration);
  const { LoadBalancers: [loadBalancer] = [] } = await client.send(
    new CreateLoadBalancerCommand({ Name: 'demo', Subnets: ['subnet-1', 'subnet-2'] }),
  );
  const { Listeners: [listener] = [] } = await client.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancer?.LoadBalancerArn,
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn: certificateArn }],
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
    }),
  );
  const listenerArn = listener?.ListenerArn;
  if (listenerArn === undefined) throw new Error('the AWS emulator made no listener');
  return {
    listenerArn,
    readCertificateArn: async () => {
      const found = await client.send(new DescribeListenersCommand({ ListenerArns: [listenerArn] }));
      return found.Listeners?.[0]?.Certificates?.[0]?.CertificateArn;
    },
  };
}
