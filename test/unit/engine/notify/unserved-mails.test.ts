/** Mails about what is served: the ticks of the probe and of the notify function, one after the other, over the same tables. */
import { beforeEach, describe, expect, it } from 'vitest';
import { noDeadline } from '../../../support/builders.ts';
import { createModelledMails, type ModelledMails } from '../../../support/world/modelled-mails.ts';
import { MODEL_TABLES } from '../../../support/world/models/dynamodb.ts';
import { FIRST, leaf, SECOND, useProbeWorld } from '../probe/probe-world.ts';

const world = useProbeWorld();
const OTHERS = leaf('99', '2026-11-01T06:00:00Z', '2027-10-01T06:00:00Z');
const PLACE = 'www.example.com:443';
const CAA = {
  count: 1,
  code: 'caa-forbids',
  subject: 'example.com',
  disposition: 'person',
  message: 'The CA must not issue. Add a record.',
  advice: 'Add a record.',
  step: 'preflight',
  at: '2026-11-23T06:00:00.000Z',
};

let mails: ModelledMails;

beforeEach(async () => {
  mails = createModelledMails(world.tables, { now: world.now });
  world.declare('web', [PLACE]);
  world.makeLive('web', FIRST);
  world.presents = { [PLACE]: { leaf: FIRST } };
  await world.tick();
});

/** The subjects of the mails in so many hours. */
async function mailsOf(hours: number): Promise<string[]> {
  const before = mails.sent.length;
  for (let ticks = hours * 6; ticks > 0; ticks -= 1) {
    await world.ticksFor(10);
    await mails.tick(noDeadline());
  }
  return mails.sent.slice(before).map(({ subject }) => subject.replace('[dnscale-certs] ', ''));
}

/** As the renew function writes it, beside what is live. */
function fail(certificateName: string): void {
  const item = world.tables.items(MODEL_TABLES.states).find((one) => one.certificateName === certificateName);
  const attention = { attention: 'yes', attentionAt: CAA.at };
  world.tables.put(MODEL_TABLES.states, { ...item, certificateName, failure: CAA, ...attention });
}

describe('mails about what is served', () => {
  it('come once while another certificate is presented, as a reminder after a week, and once when it is over', async () => {
    expect(await mailsOf(24)).toEqual([]);

    world.presents = { [PLACE]: { leaf: OTHERS } };
    // It is seen within an hour, and once more an hour later.
    expect(await mailsOf(2)).toEqual(['web is renewed but NOT served; 310 days left']);
    expect(await mailsOf(7 * 24 - 1)).toEqual([]);
    expect(await mailsOf(2)).toEqual(['web is renewed but NOT served; 303 days left']);

    world.presents = { [PLACE]: { leaf: FIRST } };
    expect(await mailsOf(2)).toEqual(['web is served again; 21 days left']);
    expect(await mailsOf(24)).toEqual([]);
  });

  it('become more urgent with what is served, however long the live one has', async () => {
    world.makeLive('web', SECOND);

    // A server has a 24th of the new life to reload: 3 days and 18 hours.
    expect(await mailsOf(89)).toEqual([]);
    expect(await mailsOf(3)).toEqual(['web is renewed but NOT served; 26 days left']);
    // Of the served one, the last sixth begins at 2026-12-08 06:00 and the last twelfth 7.5 days later.
    expect(await mailsOf(7 * 24 + 12 * 24)).toEqual([
      'web is renewed but NOT served; 19 days left',
      ...[15, 14, 13, 12, 11, 10, 9, 8, 7].map((days) => `web is renewed but NOT served; ${days} days left`),
    ]);
  });

  it.each([
    ['is no longer probed', () => world.declare('web', [])],
    [
      'is retired',
      () => world.tables.put(MODEL_TABLES.states, { certificateName: 'web', kind: 'state', schema: 1 }),
    ],
  ])('end without a word when the certificate %s', async (_, end) => {
    world.presents = { [PLACE]: { leaf: OTHERS } };
    expect(await mailsOf(3)).toHaveLength(1);

    end();

    expect(await mailsOf(8 * 24)).toEqual([]);
    expect(world.tables.items(MODEL_TABLES.observations).filter(({ cause }) => cause)).toEqual([]);
  });

  it('do not say that it is over where the live one is away, or the server may still reload', async () => {
    world.presents = { [PLACE]: { leaf: OTHERS } };
    expect(await mailsOf(3)).toHaveLength(1);

    world.presents = {};
    expect(await mailsOf(24)).toEqual([]);
    world.presents = { [PLACE]: { leaf: FIRST } };
    expect(await mailsOf(2)).toEqual(['web is served again; 28 days left']);
  });

  it('come beside those about the renewal of the same certificate, each with an end of its own', async () => {
    fail('web');
    world.presents = { [PLACE]: { leaf: OTHERS } };
    expect(await mailsOf(3)).toEqual([
      'web cannot renew; 29 days left',
      'web is renewed but NOT served; 311 days left',
    ]);

    world.makeLive('web', FIRST);
    expect(await mailsOf(2)).toEqual(['web renews again; 29 days left']);
    world.presents = { [PLACE]: { leaf: FIRST } };
    expect(await mailsOf(2)).toEqual(['web is served again; 29 days left']);
  });
});
