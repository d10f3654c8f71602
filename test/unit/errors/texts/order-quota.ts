/** Errors of our own limit on orders. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createOrderQuota } from '../../../../functions/aws/order-quota.ts';
import { noOrderLeft } from '../../../../functions/engine/issuance/order-window.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { scriptedClient, sdkError } from '../../aws/scripted-client.ts';
import type { ErrorText } from '../error-page.ts';

const CA = 'https://acme-v02.api.letsencrypt.org/directory';
const ROOM_AT = new Date('2026-11-23T07:05:00Z');

export const ORDER_QUOTA_TEXTS: ErrorText[] = [
  [
    'Many certificates were due at once, and this one can wait.',
    () => noOrderLeft({ certificateAuthority: CA, isUrgent: false, used: 200, roomAt: ROOM_AT }),
  ],
  [
    'Many certificates were due at once, and this one should not wait.',
    () => noOrderLeft({ certificateAuthority: CA, isUrgent: true, used: 300, roomAt: ROOM_AT }),
  ],
  ['Many runs count an order at once.', () => lostRaces()],
];

function lostRaces() {
  const { client } = scriptedClient<DynamoDBDocumentClient>(({ name }) => {
    if (name === 'UpdateCommand') throw sdkError('ConditionalCheckFailedException');
    return {};
  });
  const quota = createOrderQuota({
    client: () => client,
    tableName: 'states',
    clock: { now: () => NOW },
    newId: () => 'order-1',
  });
  return quota.take({ certificateAuthority: CA, isUrgent: false }, noDeadline());
}
