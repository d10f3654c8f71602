import { describe, expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { sendTest } from '../../../../functions/engine/notify/send-test.ts';
import { isTestRequest, parseTestAnswer, testMails } from '../../../../functions/engine/notify/test-mails.ts';
import { aRenewerPlace, NOW, noDeadline } from '../../../support/builders.ts';

const place = aRenewerPlace();
const clock = { now: () => NOW };

describe('testMails', () => {
  it('are one of each severity, and say that they are tests', () => {
    const mails = testMails({ now: NOW, place });

    expect(mails.map(({ severity, mail }) => [severity, mail.subject])).toEqual([
      ['page', '[dnscale-certs] TEST (page) cannot renew; 2 days left'],
      ['ticket', '[dnscale-certs] TEST (ticket) will not renew when due; 60 days left'],
      ['info', '[dnscale-certs] TEST (info) renews again; 90 days left'],
    ]);
    for (const { mail } of mails) expect(mail.text).toContain('There is no such certificate');
    expect(mails[0]?.mail.text.replaceAll(/\s+/g, ' ')).toContain(
      'A real mail of this kind needs somebody at once',
    );
  });
});

describe('sendTest', () => {
  it('sends them all, and tells their subjects', async () => {
    const sent: string[] = [];
    const topic = { send: async ({ subject }: { subject: string }) => void sent.push(subject) };

    const answer = await sendTest({ topic, place, clock }, noDeadline());

    expect(sent).toHaveLength(3);
    expect(parseTestAnswer(JSON.parse(JSON.stringify(answer)))).toEqual({
      sent: [
        { severity: 'page', subject: sent[0] },
        { severity: 'ticket', subject: sent[1] },
        { severity: 'info', subject: sent[2] },
      ],
    });
  });

  it('fails with what the topic says, and tells what went out before', async () => {
    let count = 0;
    const send = async () => {
      count += 1;
      if (count === 2) {
        throw new RenewerError({ code: 'aws-failed', disposition: 'person', message: 'KMS refuses.' });
      }
    };

    const { sent, failed } = await sendTest({ topic: { send }, place, clock }, noDeadline());

    expect(sent.map(({ severity }) => severity)).toEqual(['page']);
    expect(failed).toEqual({ code: 'aws-failed', message: 'KMS refuses.' });
    expect(count).toBe(2);
  });
});

describe('isTestRequest', () => {
  it.each([
    [{ test: true }, true],
    [{ test: 'true' }, false],
    [{}, false],
    [undefined, false],
    // Of the schedule.
    [{ version: '0', 'detail-type': 'Scheduled Event' }, false],
  ])('of %j is %s', (event, expected) => {
    expect(isTestRequest(event)).toBe(expected);
  });
});

describe('parseTestAnswer', () => {
  it.each([[null], [{}], [{ sent: ['page'] }], [{ sent: [{ severity: 'alarm', subject: 's' }] }]])(
    'knows none in %j',
    (given) => {
      expect(parseTestAnswer(given)).toBeUndefined();
    },
  );
});
