import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { createRenewerLogs } from '../../../functions/aws/renewer-logs.ts';
import { noDeadline } from '../../support/builders.ts';
import { scriptedClient, sdkError } from './scripted-client.ts';

const SINCE = new Date('2026-11-23T06:00:00Z');

function anEvent(eventId: string, second: number, message: unknown) {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return { eventId, timestamp: SINCE.getTime() + second * 1_000, message: text };
}

function about(certificateName: string, message = `${certificateName}: a run begins`) {
  return { message, certificateName };
}

function reading(
  answer: (input: Record<string, unknown>, count: number) => unknown,
  groups = { renew: 'renew-log' },
) {
  const { client, sent } = scriptedClient<CloudWatchLogsClient>(({ input }, count) => answer(input, count));
  const logs = createRenewerLogs({ caller: { profileOption: '' }, client: () => client, logGroups: groups });
  return { read: () => logs.readLines('*.example.com', SINCE, noDeadline()), sent };
}

describe('readLines', () => {
  it('asks for the lines about the certificate, page by page, also past an empty one', async () => {
    const pages = [
      { events: [anEvent('1', 1, about('*.example.com'))], nextToken: 'a' },
      { events: [], nextToken: 'b' },
      { events: [anEvent('2', 2, about('*.example.com'))] },
    ];
    const { read, sent } = reading((_, count) => pages[count - 1]);

    const { lines, isComplete } = await read();

    expect(lines.map(({ id }) => id)).toEqual(['1', '2']);
    expect(isComplete).toBe(true);
    expect(sent.map(({ input }) => input)).toEqual([
      {
        logGroupName: 'renew-log',
        startTime: 1_795_413_600_000,
        filterPattern: '{ $.certificateName = "*.example.com" }',
        nextToken: undefined,
      },
      expect.objectContaining({ nextToken: 'a' }),
      expect.objectContaining({ nextToken: 'b' }),
    ]);
  });

  it('takes no line about another certificate, and none that is no JSON', async () => {
    const { read } = reading(() => ({
      events: [
        anEvent('1', 1, 'START RequestId: 1'),
        anEvent('2', 2, about('www.example.com')),
        anEvent('3', 3, { message: 'about none' }),
        anEvent('4', 4, ['*.example.com']),
        anEvent('5', 5, { certificateName: '*.example.com' }),
      ],
    }));

    expect(await read()).toEqual({ lines: [], isComplete: true });
  });

  it('puts the lines of all functions into the order of time', async () => {
    const { read } = reading(
      ({ logGroupName }) => ({
        events:
          logGroupName === 'renew-log'
            ? [anEvent('2', 2, about('*.example.com'))]
            : [anEvent('1', 1, about('*.example.com'))],
      }),
      { renew: 'renew-log', declare: 'declare-log' } as { renew: string },
    );

    const { lines } = await read();

    expect(lines).toEqual([
      {
        id: '1',
        at: new Date('2026-11-23T06:00:01Z'),
        functionName: 'declare',
        fields: about('*.example.com'),
      },
      {
        id: '2',
        at: new Date('2026-11-23T06:00:02Z'),
        functionName: 'renew',
        fields: about('*.example.com'),
      },
    ]);
  });

  it('does not read pages without end, and says so', async () => {
    const { read, sent } = reading(() => ({ events: [], nextToken: 'more' }));

    expect(await read()).toEqual({ lines: [], isComplete: false });
    expect(sent).toHaveLength(100);
  });

  it('fails for a person, naming what is denied', async () => {
    const { read } = reading(() => {
      throw sdkError('AccessDeniedException', 'not authorized');
    });

    await expect(read()).rejects.toMatchObject({
      code: 'aws-failed',
      disposition: 'person',
      message: expect.stringContaining('AWS did not do logs:FilterLogEvents on log group renew-log'),
      advice: expect.stringContaining(
        'Allow logs:FilterLogEvents on log group renew-log for the AWS identity that you use',
      ),
    });
  });
});
