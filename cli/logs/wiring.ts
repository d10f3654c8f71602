/** Reaches the logs of deployed renewers with the AWS credentials of the person. Makes no connection before one is needed. */
import { lazyCloudWatchLogs } from '../../functions/aws/cloudwatch-logs-client.ts';
import { createRenewerLogs } from '../../functions/aws/renewer-logs.ts';
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import type { RenewerLogs } from '../../functions/engine/ports/renewer-logs.ts';
import { awsOptions } from '../renewer/aws-options.ts';
import {
  type RenewerOptions,
  type RenewerWiring,
  type TellVersion,
  wireRenewers,
} from '../renewer/wiring.ts';

export type LogsWiring = Pick<RenewerWiring, 'directory' | 'overviewOf'> & {
  logsOf(renewer: RenewerDescriptor): RenewerLogs;
};

/** @throws RenewerError `config-invalid` for an environment or a profile that cannot be used. */
export function wireLogs(
  environment: NodeJS.ProcessEnv,
  given: RenewerOptions,
  tell?: TellVersion,
): LogsWiring {
  const { client: options, person: caller } = awsOptions(environment, given);
  const client = lazyCloudWatchLogs(options);
  return {
    ...wireRenewers(environment, given, tell),
    logsOf: ({ logGroups }) => createRenewerLogs({ client, logGroups: namesIn(logGroups), caller }),
  };
}

/** Functions that log about single certificates. Earlier releases had fewer. */
function namesIn({ renew, declare, plan, notify, probe }: RenewerDescriptor['logGroups']) {
  return { renew, declare, plan, ...(notify && { notify }), ...(probe && { probe }) };
}
