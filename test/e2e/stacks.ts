/**
 * Deploys templates as CloudFormation's API takes them, and waits for the end: an update of a small stack then takes the seconds
 * of its resources, and not those of a `cdk` command.
 */
import { vi } from 'vitest';
import type { Aws } from '../support/world/aws.ts';
import { askAsRoot } from '../support/world/aws-root.ts';

export type StackEnd = {
  /** `CREATE_COMPLETE`, `UPDATE_ROLLBACK_COMPLETE` and so on; an error's text where there is no such stack. */
  status: string;
  outputs: Record<string, string>;
  /** What CloudFormation says of the resources that failed, oldest first. */
  reasons: string[];
};

const SOON = { timeout: 120_000, interval: 300 };

/** Creates the stack, or updates it where it is there. */
export async function deployTemplate(aws: Aws, stackName: string, template: object): Promise<StackEnd> {
  const known = (await reasonsOf(aws, stackName)).length;
  const isThere = (await statusOf(aws, stackName)).endsWith('_COMPLETE');
  await ask(aws, isThere ? 'UpdateStack' : 'CreateStack', stackName, {
    TemplateBody: JSON.stringify(template),
  });
  const status = await settledStatus(aws, stackName);
  const reasons = (await reasonsOf(aws, stackName)).slice(known);
  return { status, reasons, outputs: outputsIn(await ask(aws, 'DescribeStacks', stackName)) };
}

/** The answer of DeleteStack where it refuses; else the stack's last status. */
export async function deleteStack(aws: Aws, stackName: string): Promise<string> {
  const refusal = messageIn(await ask(aws, 'DeleteStack', stackName));
  return refusal ?? settledStatus(aws, stackName);
}

/** Once nothing is in progress. */
export function settledStatus(aws: Aws, stackName: string): Promise<string> {
  return vi.waitUntil(async () => {
    const status = await statusOf(aws, stackName);
    return status.endsWith('IN_PROGRESS') ? undefined : status;
  }, SOON);
}

export async function statusOf(aws: Aws, stackName: string): Promise<string> {
  const answer = await ask(aws, 'DescribeStacks', stackName);
  return /<StackStatus>(\w+)</.exec(answer)?.[1] ?? messageIn(answer) ?? answer;
}

function ask(aws: Aws, action: string, stackName: string, more: Record<string, string> = {}) {
  const parameters = { StackName: stackName, ...more };
  return askAsRoot(aws.clientConfiguration, { service: 'cloudformation', action, parameters });
}

async function reasonsOf(aws: Aws, stackName: string): Promise<string[]> {
  const answer = await ask(aws, 'DescribeStackEvents', stackName);
  const events = [...answer.matchAll(/<member>([\s\S]*?)<\/member>/g)].map(([, event = '']) => event);
  return events
    .filter((event) => /<ResourceStatus>\w+_FAILED</.test(event))
    .map((event) => plain(/<ResourceStatusReason>([\s\S]*?)</.exec(event)?.[1] ?? ''))
    .toReversed();
}

function outputsIn(answer: string): Record<string, string> {
  const pairs = answer.matchAll(/<OutputKey>([^<]+)<\/OutputKey>\s*<OutputValue>([^<]*)</g);
  return Object.fromEntries([...pairs].map(([, key = '', value = '']) => [key, value]));
}

function messageIn(answer: string): string | undefined {
  const [, message] = /<Message>([\s\S]*?)</.exec(answer) ?? [];
  return message === undefined ? undefined : plain(message);
}

function plain(xml: string): string {
  return xml
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
