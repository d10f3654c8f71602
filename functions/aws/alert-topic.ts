/** Sends mails by the topic of the alerts. Its subscribers, e-mail addresses or others, are its owner's. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertTopic } from '../engine/ports/people.ts';
import { callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';

export type AlertTopicOptions = {
  /** MUST NOT repeat a call: a mail that may have been taken would come twice. */
  client: Lazy<SNSClient>;
  topicArn: string;
};

export function createAlertTopic({ client, topicArn }: AlertTopicOptions): AlertTopic {
  return {
    async send({ subject, text }, deadline) {
      const command = new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text });
      const call = { action: 'sns:Publish', resource: `topic ${topicArn}` };
      await callAws(call, deadline, (options) => client().send(command, options));
    },
  };
}
