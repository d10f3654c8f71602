/** Who has subscribed to the topic of the alerts, and who has not confirmed it yet. For the command. */
import { ListSubscriptionsByTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertSubscription, AlertSubscriptions } from '../engine/ports/people.ts';
import { callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import type { Person } from './person-advice.ts';

/** Of a hundred each: what is beyond is no list of people. */
const MAX_PAGES = 10;

/** SNS gives that in place of an ARN. */
const PENDING = 'PendingConfirmation';

export function createAlertSubscriptions({
  client,
  topicArn,
  caller,
}: {
  client: Lazy<SNSClient>;
  topicArn: string;
  /** Whose credentials make the calls. */
  caller: Person;
}): AlertSubscriptions {
  const call = {
    action: 'sns:ListSubscriptionsByTopic',
    resource: `topic ${topicArn}`,
    caller,
  };
  return {
    async listSubscriptions(deadline) {
      const all: AlertSubscription[] = [];
      let NextToken: string | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const command = new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken });
        const answer = await callAws(call, deadline, (options) => client().send(command, options));
        for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of answer.Subscriptions ?? []) {
          all.push({ protocol: Protocol, endpoint: Endpoint, isConfirmed: SubscriptionArn !== PENDING });
        }
        NextToken = answer.NextToken;
        if (NextToken === undefined) break;
      }
      return all;
    },
  };
}
