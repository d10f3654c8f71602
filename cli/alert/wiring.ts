/** What `alert test` needs beside what all commands at a renewer do: its notify function, and who has subscribed to its topic. */
import { createAlertSubscriptions } from '../../functions/aws/alert-subscriptions.ts';
import { lazyLambda } from '../../functions/aws/lambda-client.ts';
import { createNotifyInvocation } from '../../functions/aws/notify-invocation.ts';
import { lazySns } from '../../functions/aws/sns-client.ts';
import type { AlertSubscriptions, NotifyFunction } from '../../functions/engine/ports/people.ts';
import { awsOptions } from '../renewer/aws-options.ts';
import { type RenewerOptions, type RenewerWiring, wireRenewers } from '../renewer/wiring.ts';

export type AlertWiring = RenewerWiring & {
  notifyFunctionOf(functionName: string): NotifyFunction;
  subscriptionsOf(topicArn: string): AlertSubscriptions;
};

/** @throws RenewerError `config-invalid` for an environment or a profile that cannot be used. */
export function wireAlert(environment: NodeJS.ProcessEnv, given: RenewerOptions): AlertWiring {
  const { client, person: caller } = awsOptions(environment, given);
  return {
    ...wireRenewers(environment, given),
    notifyFunctionOf: (functionName) =>
      createNotifyInvocation({ client: lazyLambda(client), functionName, caller }),
    subscriptionsOf: (topicArn) => createAlertSubscriptions({ client: lazySns(client), topicArn, caller }),
  };
}
