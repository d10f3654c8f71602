/** What DynamoDB leaves for another call when it is throttled (UnprocessedKeys), as each reader of many items takes it. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createAttentionIndex } from '../../../functions/aws/attention-index.ts';
import { createObservations } from '../../../functions/aws/observations.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { type SentCommand, scriptedClient } from './scripted-client.ts';

type Keys = { certificateName: string; kind: string }[];

/** Answers for the first name of each call, and leaves the others. @param calls that it answers so; then it leaves all. */
function throttled(calls: number) {
  return scriptedClient<DynamoDBDocumentClient>((command, count) => {
    const { Keys = [] } = requested(command);
    const answered = count > calls ? 0 : 1;
    return {
      Responses: { t: Keys.slice(0, answered).map(itemOf) },
      UnprocessedKeys: { t: { Keys: Keys.slice(answered) } },
    };
  });
}

function requested({ input }: SentCommand): { Keys?: Keys } {
  return (input as { RequestItems: Record<string, { Keys: Keys }> }).RequestItems.t ?? {};
}

function itemOf(key: Keys[number]) {
  return { ...key, at: LEAF.notBefore, liveSince: LEAF.notBefore, places: [], live: LEAF, earlier: [] };
}

const LEAF = { serial: '0a', notBefore: NOW.toISOString(), notAfter: NOW.toISOString() };
const NAMES = ['a.test', 'b.test', 'c.test'];

describe('readAllServed', () => {
  it('asks again for what is left', async () => {
    const { client, sent } = throttled(3);
    const observations = createObservations({ client: () => client, tableName: 't' });

    expect([...(await observations.readAllServed(NAMES, noDeadline())).keys()]).toEqual(NAMES);
    expect(sent).toHaveLength(3);
  });

  it('fails after five calls, and lets nothing pass for "not there"', async () => {
    const { client, sent } = throttled(1);
    const observations = createObservations({ client: () => client, tableName: 't' });

    await expect(observations.readAllServed(NAMES, noDeadline())).rejects.toMatchObject({
      code: 'aws-failed',
      disposition: 'next-run',
      subject: 'table t',
      message: expect.stringContaining('no answer for 2 of the items'),
    });
    expect(sent).toHaveLength(5);
  });
});

describe('readStates', () => {
  it('leaves out what was not read: a certificate without a state is undefined instead', async () => {
    const { client } = scriptedClient<DynamoDBDocumentClient>(() => ({
      Responses: { t: [] },
      UnprocessedKeys: { t: { Keys: [{ certificateName: 'b.test', kind: 'state' }] } },
    }));
    const index = createAttentionIndex({
      client: () => client,
      tableName: 't',
      clock: createManualClock(NOW),
    });

    expect([...(await index.readStates(NAMES, noDeadline()))]).toEqual([
      ['a.test', { state: undefined }],
      ['c.test', { state: undefined }],
    ]);
  });
});
