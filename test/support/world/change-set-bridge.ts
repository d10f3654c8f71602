/**
 * Stands between the cdk command and the emulator's CloudFormation, for two things in which ministack 1.5.33 differs from
 * AWS, both about a change set that takes over what a failed deployment left. Everything else passes as it is.
 *
 * 1. ministack refuses a bucket that it has itself marked as an import (NAME_CONFLICT_VALIDATION). Without that validation
 *    it imports: each change set gets `DisableValidation=true`, which the command never sends.
 * 2. ministack makes the log group of a deleted function anew when a run that is still at work writes its last lines. AWS
 *    would need the role's permission for that, and ours have none (logs:CreateLogGroup): such groups are deleted again.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from './aws.ts';
import { deliver, type Upstream, upstreamAt } from './proxy/exchange.ts';

export type ChangeSetBridge = {
  /** For AWS_ENDPOINT_URL_CLOUDFORMATION. */
  url: string;
  stop(): Promise<void>;
};

export type BridgedAws = Pick<Aws, 'clientConfiguration'>;

export async function startChangeSetBridge({ clientConfiguration }: BridgedAws): Promise<ChangeSetBridge> {
  const upstream = upstreamAt(clientConfiguration.endpoint);
  const logs = new CloudWatchLogsClient(clientConfiguration);
  const server = createServer((incoming, response) => {
    // The command has gone away, or the emulator has.
    pass(incoming, response, { upstream, logs }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

type Bridged = { upstream: Upstream; logs: CloudWatchLogsClient };

async function pass(
  incoming: IncomingMessage,
  response: ServerResponse,
  { upstream, logs }: Bridged,
): Promise<void> {
  let sent = (await buffer(incoming)).toString();
  const parameters = new URLSearchParams(sent);
  if (parameters.get('Action') === 'CreateChangeSet') {
    const isFirst = parameters.get('ChangeSetType') === 'CREATE';
    if (isFirst) await deleteLogGroups(`/aws/lambda/${parameters.get('StackName')}-`, logs);
    sent += '&DisableValidation=true';
  }
  const body = Buffer.from(sent);
  incoming.headers['content-length'] = String(body.length);
  await deliver(response, await upstream({ incoming, body }), 'answer');
}

async function deleteLogGroups(logGroupNamePrefix: string, logs: CloudWatchLogsClient): Promise<void> {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
  for (const { logGroupName } of logGroups) await logs.send(new DeleteLogGroupCommand({ logGroupName }));
}
