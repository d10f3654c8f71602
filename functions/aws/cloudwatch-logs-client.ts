/** CloudWatch Logs, for the command only. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { memoize } from '../engine/memoize.ts';
import { type ClientOptions, clientDefaults, type Lazy } from './clients.ts';

export function lazyCloudWatchLogs(options: ClientOptions = {}): Lazy<CloudWatchLogsClient> {
  return memoize(() => new CloudWatchLogsClient({ ...clientDefaults(), ...options }));
}
