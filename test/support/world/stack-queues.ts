/** The two queues of a deployed stack, which CloudFormation has named. */
import { askAsRoot, type RootAccess } from './aws-root.ts';

export type QueueKind = 'work' | 'deadLetters';

/** The URL of one of them, at the endpoint that is asked. */
export async function findQueueUrl(root: RootAccess, stackName: string, kind: QueueKind): Promise<string> {
  const xml = await askAsRoot(root, {
    service: 'cloudformation',
    action: 'DescribeStackResources',
    parameters: { StackName: stackName },
  });
  const queues = xml.split('</member>').filter((one) => textOf(one, 'ResourceType') === 'AWS::SQS::Queue');
  const isWanted = (one: string) =>
    textOf(one, 'LogicalResourceId').includes('DeadLetters') === (kind === 'deadLetters');
  const [url = '', ...others] = queues.filter(isWanted).map((one) => textOf(one, 'PhysicalResourceId'));
  if (!URL.canParse(url) || others.length > 0) {
    throw new Error(`the stack ${stackName} has no one queue for ${kind}: ${queues.join(' ')}`);
  }
  return new URL(new URL(url).pathname, root.endpoint).href;
}

function textOf(xml: string, element: string): string {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? '';
}
