/**
 * The CDK app that the demo deploys: this repository's stack, and beside its certificate what users put it on, a load balancer
 * whose HTTPS listener takes the ARN. The load balancer and the listener are as short as CloudFormation takes them.
 */
import { join } from 'node:path';
import { App, CfnOutput, type Stack } from 'aws-cdk-lib';
import { CfnListener, CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { readAppOptions } from '../../infra/app-options.ts';
import { bundleHandlers } from '../../infra/bundle-handlers.ts';
import { loadConfig } from '../../infra/load-config.ts';
import { RenewerStack } from '../../infra/renewer-stack.ts';

const app = new App({ autoSynth: false });
const { stackName, ...options } = readAppOptions(app);
const config = await loadConfig(options.config);
const handlersFolder = join(app.outdir, 'handlers');
await bundleHandlers(handlersFolder);
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const stack = new RenewerStack(app, stackName, { config, handlersFolder, env: { account, region } });
for (const { certificateArn } of stack.certificates) addListener(stack, certificateArn);
app.synth();

function addListener(scope: Stack, certificateArn: string): void {
  const subnets = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
  const listener = new CfnListener(scope, 'Listener', {
    loadBalancerArn: new CfnLoadBalancer(scope, 'LoadBalancer', { subnets }).ref,
    protocol: 'HTTPS',
    port: 443,
    certificates: [{ certificateArn }],
    defaultActions: [{ type: 'fixed-response', fixedResponseConfig: { statusCode: '200' } }],
  });
  new CfnOutput(scope, 'ListenerArn', { value: listener.ref });
}
