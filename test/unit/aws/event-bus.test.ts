import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { createEventBus } from '../../../functions/aws/event-bus.ts';
import { aNotice, aRenewerPlace, NOW, noDeadline } from '../../support/builders.ts';
import { scriptedClient, sdkError } from './scripted-client.ts';

function announcing(answer: () => unknown, notice = aNotice()) {
  const { client, sent } = scriptedClient<EventBridgeClient>(answer);
  const bus = createEventBus({ client: () => client, place: aRenewerPlace(), clock: { now: () => NOW } });
  return { sent, announced: bus.announce(notice, noDeadline()) };
}

describe('announce', () => {
  it('puts one event onto the default bus, with the ARNs as its resources', async () => {
    const { sent, announced } = announcing(() => ({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }));

    await announced;

    expect(sent).toHaveLength(1);
    expect(sent[0]?.input).toEqual({
      Entries: [
        {
          EventBusName: 'default',
          Source: 'dnscale-certs',
          DetailType: 'Certificate Action Required',
          Time: NOW,
          Resources: ['arn:aws:acm:eu-central-1:111122223333:certificate/1'],
          Detail: expect.stringContaining('"message":"TICKET example.com …"'),
        },
      ],
    });
  });

  it('stays below the 256 KB that EventBridge takes, with 100 long names and texts as long as notices have them', async () => {
    const name = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`;
    const text = '€'.repeat(5_000);
    const notice = aNotice({
      domainNames: Array.from({ length: 100 }, () => name),
      cause: text,
      advice: text,
      message: text.repeat(2),
    });

    const { sent, announced } = announcing(() => ({ FailedEntryCount: 0 }), notice);

    await announced;
    expect(Buffer.byteLength(JSON.stringify(sent[0]?.input))).toBeLessThan(256 * 1024);
  });

  it('fails when the bus refuses the entry, although the call succeeded', async () => {
    const refusal = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };

    const { announced } = announcing(() => ({ FailedEntryCount: 1, Entries: [refusal] }));

    await expect(announced).rejects.toMatchObject({
      code: 'aws-failed',
      message: expect.stringContaining('ThrottlingException: Rate exceeded'),
    });
  });

  it('tries once', async () => {
    const { sent, announced } = announcing(() => {
      throw sdkError('InternalFailure');
    });

    await expect(announced).rejects.toMatchObject({ code: 'aws-failed' });
    expect(sent).toHaveLength(1);
  });
});
