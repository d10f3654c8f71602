import { describe, expect, it } from 'vitest';
import type { Tested } from '../../../../cli/alert/alert-test-json.ts';
import { alertTestText } from '../../../../cli/alert/alert-test-text.ts';
import { testMails } from '../../../../functions/engine/notify/test-mails.ts';
import { aRenewerPlace, NOW } from '../../../support/builders.ts';

const CONFIRMED = { protocol: 'email', endpoint: 'ops@example.com', isConfirmed: true };
const PENDING = { protocol: 'email', endpoint: 'dev@example.com', isConfirmed: false };
const paint = (_: string, text: string) => text;

function aTest(changes: Partial<Tested> = {}): Tested {
  const mails = testMails({ now: NOW, place: aRenewerPlace() });
  return {
    renewerName: 'DnscaleCerts',
    region: 'eu-central-1',
    topicArn: 'arn:aws:sns:eu-central-1:111122223333:DnscaleCerts-alerts',
    sent: mails.map(({ severity, mail }) => ({ severity, subject: mail.subject })),
    subscriptions: [CONFIRMED],
    isWell: true,
    ...changes,
  };
}

describe('alertTestText', () => {
  it.each<[string, Partial<Tested>]>([
    ['well', {}],
    ['pending', { subscriptions: [CONFIRMED, PENDING], isWell: false }],
    ['nobody', { subscriptions: [], isWell: false }],
    ['unknown', { subscriptions: undefined as never }],
    [
      'failed',
      {
        isWell: false,
        sent: [],
        failed: { code: 'aws-failed', message: 'AWS did not do sns:Publish on the topic.' },
      },
    ],
  ])('says it: %s', async (name, changes) => {
    for (const columns of [80, 140]) {
      const text = alertTestText(aTest(changes), { columns, cutsNames: true, paint });

      await expect(text).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
    }
  });

  it('names the profile in the next command', () => {
    const page = { columns: 80, cutsNames: true, paint };

    const text = alertTestText(aTest({ subscriptions: [], isWell: false }), page, ' --profile shop');

    expect(text).toContain('  aws sns subscribe --region eu-central-1 --profile shop --protocol email \\\n');
  });

  it('shows nothing of a foreign endpoint that a terminal misreads', () => {
    const endpoint = 'https://a.test/\u001b[2J';

    const text = alertTestText(
      aTest({ subscriptions: [{ protocol: 'https', endpoint, isConfirmed: false }], isWell: false }),
      { columns: 80, cutsNames: true, paint },
    );

    expect(text).not.toContain('\u001b');
    expect(text).toContain("--notification-endpoint 'https://a.test/ [2J'");
  });
});
