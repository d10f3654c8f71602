/** What a function may do on EventBridge: put events of ours onto the account's default bus, under no other source. */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { EVENT_SOURCE } from '../functions/aws/event-source.ts';

export function grantEvents(grantee: LambdaFunction): void {
  const bus = Stack.of(grantee).formatArn({
    service: 'events',
    resource: 'event-bus',
    resourceName: 'default',
  });
  grantee.addToRolePolicy(
    new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [bus],
      conditions: { StringEquals: { 'events:source': EVENT_SOURCE } },
    }),
  );
}
