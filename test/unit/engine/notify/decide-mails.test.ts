import { describe, expect, it } from 'vitest';
import { decideMails } from '../../../../functions/engine/notify/decide-mails.ts';
import type { ToldCause } from '../../../../functions/engine/notify/told.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import { NOW } from '../../../support/builders.ts';
import { aFailure, aState, daysLater, PLACE, standingsOf } from './notify-world.ts';

type States = Record<string, CertificateState | undefined>;

/** The subjects of the mails of one tick, without what all begin with; `told` becomes what is remembered after it. */
function tick(told: ToldCause[], states: States, now: Date): string[] {
  const tellings = decideMails(standingsOf(states, now), [...told], { now, place: PLACE });
  for (const { key, told: after } of tellings) {
    const place = told.findIndex((cause) => cause.key === key);
    if (place !== -1) told.splice(place, 1);
    if (after) told.push(after);
  }
  return tellings.flatMap(({ mail }) => (mail ? [mail.subject.replace('[dnscale-certs] ', '')] : []));
}

const blocked = (daysLeft: number, name = 'api') => ({
  [name]: aState(name, daysLeft, { failure: aFailure() }),
});
const well = (daysLeft: number, name = 'api') => ({ [name]: aState(name, daysLeft) });

describe('decideMails', () => {
  it('tells a cause once, as long as nothing changes', () => {
    const told: ToldCause[] = [];

    expect(tick(told, blocked(60), NOW)).toEqual(['api cannot renew; 60 days left']);
    expect(tick(told, blocked(60), daysLater(0.01))).toEqual([]);
    expect(tick(told, blocked(60), daysLater(6.9))).toEqual([]);
  });

  it('says nothing about what mends itself, until it lasts for a day', () => {
    const away = aFailure({ code: 'acme-unavailable', disposition: 'next-run', subject: 'https://ca.test' });
    const states = { api: aState('api', 30, { failure: away }) };
    const told: ToldCause[] = [];

    expect(tick(told, states, daysLater(0.9))).toEqual([]);
    expect(told).toEqual([]);
    expect(tick(told, states, daysLater(1))).toEqual(['api fails to renew; 29 days left']);
  });

  it('says nothing of healthy certificates, and nothing when one enters its last sixth and is renewed within the hour', () => {
    expect(tick([], well(60), NOW)).toEqual([]);
    expect(tick([], well(14.97), NOW)).toEqual([]);
  });

  it('tells that nothing renews a certificate in its last sixth, once for all of them', () => {
    const told: ToldCause[] = [];

    expect(tick(told, { ...well(14.9), ...well(14.8, 'www') }, NOW)).toEqual([
      '2 certificates will not renew when due; the first: 14 days left',
    ]);
    expect(tick(told, { ...well(14.9), ...well(14.8, 'www') }, daysLater(0.1))).toEqual([]);
    expect(tick(told, { ...well(90), ...well(90, 'www') }, daysLater(0.2))).toEqual([
      '2 certificates renew again; the first: 89 days left',
    ]);
  });

  it.each([
    // Days of life left when the mails come: weekly, at each threshold and daily in the last sixth, and once expired.
    [90, 40, [40, 33, 26, 19, 15, 14, 13, 12, 11, 10, 9, 8, 7.5, 6.5, 5.5, 4.5, 3.75, 2.75, 1.75, 0.75, 0]],
    [6, 3, [3, 1, 0.5, 0.25, 0]],
  ])(
    'reminds of a certificate of %i days weekly, then daily, and at each threshold',
    (life, from, expected) => {
      const notAfter = daysLater(from);
      const state = aState('api', from, { failure: aFailure() });
      const certificate = state.certificate && {
        ...state.certificate,
        notBefore: daysLater(from - life),
        notAfter,
      };
      const told: ToldCause[] = [];
      const mails: number[] = [];
      for (let ticks = from * 288; ticks >= 0; ticks -= 1) {
        const now = new Date(notAfter.getTime() - ticks * 300_000);
        if (tick(told, { api: { ...state, certificate } }, now).length > 0) mails.push(ticks / 288);
      }

      expect(mails).toEqual(expected);
    },
  );

  it('reminds daily after the end', () => {
    const told: ToldCause[] = [];

    expect(tick(told, blocked(-0.5), NOW)).toEqual(['api EXPIRED: it cannot renew']);
    expect(tick(told, blocked(-0.5), daysLater(0.9))).toEqual([]);
    expect(tick(told, blocked(-0.5), daysLater(1))).toEqual(['api EXPIRED: it cannot renew']);
  });

  it('tells one cause over many certificates in one mail, with the number and the five that end first', () => {
    const token = aFailure({ code: 'dnscale-unauthorized', subject: 'DNScale token' });
    const states = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`c${i}`, aState(`c${i}`, 60 - i / 10, { failure: token })]),
    );

    const [telling, ...others] = decideMails(standingsOf(states, NOW), [], { now: NOW, place: PLACE });

    expect(others).toEqual([]);
    expect(telling?.mail?.subject).toBe(
      '[dnscale-certs] 200 certificates cannot renew; the first: 40 days left',
    );
    expect(telling?.mail?.text).toContain('c199');
    expect(telling?.mail?.text).toContain('c195');
    expect(telling?.mail?.text).not.toContain('c194');
    expect(telling?.mail?.text).toContain('and 195 more');
  });

  it('sends no mail for a certificate that joins a cause, unless it is more urgent', () => {
    const told: ToldCause[] = [];
    tick(told, blocked(60), NOW);

    expect(tick(told, { ...blocked(60), ...blocked(50, 'www') }, daysLater(1))).toEqual([]);
    expect(
      tick(told, { ...blocked(60), ...blocked(50, 'www'), ...blocked(12, 'old') }, daysLater(2)),
    ).toEqual(['3 certificates cannot renew; the first: 10 days left']);
  });

  it('tells "recovered" once, when the last certificate of the cause has, and a new occurrence anew', () => {
    const told: ToldCause[] = [];
    tick(told, { ...blocked(60), ...blocked(50, 'www') }, NOW);

    expect(tick(told, { ...well(60), ...blocked(50, 'www') }, daysLater(1))).toEqual([]);
    expect(tick(told, { ...well(60), ...well(50, 'www') }, daysLater(2))).toEqual([
      '2 certificates renew again; the first: 48 days left',
    ]);
    expect(told).toEqual([]);
    expect(tick(told, blocked(60), daysLater(3))).toEqual(['api cannot renew; 57 days left']);
  });

  it.each([
    ['retired', { api: aState('api', 60, { nextCheckAt: undefined }) }],
    ['removed', { api: undefined }],
  ])('ends a cause without a word when its certificate was %s', (_, states) => {
    const told: ToldCause[] = [];
    tick(told, blocked(60), NOW);

    expect(tick(told, states, daysLater(1))).toEqual([]);
    expect(told).toEqual([]);
  });

  it('keeps the cause of a certificate that was not read this time', () => {
    const told: ToldCause[] = [];
    tick(told, blocked(60), NOW);

    expect(tick(told, {}, daysLater(1))).toEqual([]);
    expect(tick(told, well(60), daysLater(2))).toEqual(['api renews again; 58 days left']);
  });

  it('tells another cause of the same certificate, and neither again while they alternate', () => {
    const other = { api: aState('api', 60, { failure: aFailure({ code: 'acme-account', subject: 'ca' }) }) };
    const told: ToldCause[] = [];

    expect(tick(told, blocked(60), NOW)).toHaveLength(1);
    expect(tick(told, other, daysLater(0.1))).toHaveLength(1);
    for (let i = 2; i < 40; i += 1) {
      expect(tick(told, i % 2 === 0 ? blocked(60) : other, daysLater(i / 10))).toEqual([]);
    }
    expect(tick(told, well(60), daysLater(4))).toEqual(['api renews again; 56 days left']);
    expect(tick(told, well(60), daysLater(4.1))).toEqual([]);
    expect(told).toEqual([]);
  });

  it('does not take a trouble that is not told yet for the end of one that was', () => {
    const away = aFailure({
      code: 'acme-unavailable',
      disposition: 'next-run',
      since: daysLater(1),
      subject: 'ca',
    });
    const told: ToldCause[] = [];
    tick(told, blocked(60), NOW);

    expect(tick(told, { api: aState('api', 60, { failure: away }) }, daysLater(1))).toEqual([]);
    expect(tick(told, well(60), daysLater(1.1))).toEqual(['api renews again; 58 days left']);
  });

  it('puts the most urgent first', () => {
    const states = {
      later: aState('later', 60, { failure: aFailure({ subject: 'later' }) }),
      expired: aState('expired', -1, { failure: aFailure({ subject: 'expired' }) }),
      soon: aState('soon', 10, { failure: aFailure({ subject: 'soon' }) }),
    };

    expect(tick([], states, NOW)).toEqual([
      'expired EXPIRED: it cannot renew',
      'soon cannot renew; 10 days left',
      'later cannot renew; 60 days left',
    ]);
  });

  it('says in the mail when the next one comes', () => {
    const nextMail = (days: number) => {
      const [telling] = decideMails(standingsOf(blocked(days), NOW), [], { now: NOW, place: PLACE });
      return /Next mail: ([^.]*)\./.exec(telling?.mail?.text.replace(/\s+/g, ' ') ?? '')?.[1];
    };

    expect(nextMail(60)).toBe('when it is solved, or in a week; daily from 2027-01-07 06:00 UTC on');
    expect(nextMail(10)).toBe('when it is solved, or in a day');
  });
});
