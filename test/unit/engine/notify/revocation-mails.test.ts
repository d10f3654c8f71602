/** What mails and events say of a revocation that hangs, and of its end. */
import { describe, expect, it } from 'vitest';
import { changesToTell } from '../../../../functions/engine/notify/changes-to-tell.ts';
import { decideMails } from '../../../../functions/engine/notify/decide-mails.ts';
import type { ToldCause } from '../../../../functions/engine/notify/told.ts';
import type {
  CertificateState,
  HistoryEntry,
  Revocation,
} from '../../../../functions/engine/renewal/state.ts';
import { NOW } from '../../../support/builders.ts';
import { aFailure, aState, daysLater, PLACE, standingsOf } from './notify-world.ts';

const CONTEXT = { now: NOW, place: PLACE };

const REFUSED = aFailure({
  code: 'revocation-refused',
  step: 'revoke',
  subject: '0f',
  message: 'The CA did not revoke it. Ask the CA.',
  advice: 'Ask the CA.',
});

const NOT_READY = {
  at: NOW,
  failure: {
    code: 'dnscale-forbidden',
    disposition: 'person',
    message: 'The token may not write. Give it more.',
    advice: 'Give it more.',
    since: NOW,
  },
} as const;

const REVOKED: HistoryEntry = {
  at: NOW,
  outcome: 'revoked',
  tookMs: 1,
  revoked: [{ serial: '0f', reason: 'superseded' }],
};

function mailsOf(told: ToldCause[], state: CertificateState, now: Date) {
  const tellings = decideMails(standingsOf({ api: state }, now), told, { now, place: PLACE });
  return {
    mails: tellings.flatMap(({ mail }) => (mail ? [mail] : [])),
    told: tellings.flatMap((telling) => telling.told ?? []),
  };
}

/** The mails when a refusal, told before, is over. */
function endOf(state: CertificateState) {
  const { told } = mailsOf([], aState('api', 60, { failure: REFUSED }), NOW);
  const { mails } = mailsOf(told, state, daysLater(1));
  return mails.map(({ subject, text }) => [
    subject.replace('[dnscale-certs] ', ''),
    text.replaceAll(/\s+/g, ' '),
  ]);
}

describe('the mail about a revocation that is over', () => {
  it('says that it is revoked now', () => {
    expect(endOf(aState('api', 60, { history: [REVOKED] }))).toEqual([
      [
        'api has a certificate revoked now; 59 days left',
        expect.stringContaining('Note: The certificate with the serial 0f is revoked now.'),
      ],
    ]);
  });

  it('says that it has expired unrevoked, or cannot be revoked', () => {
    expect(endOf(aState('api', 60))).toEqual([
      [
        'api has a certificate that stays unrevoked; 59 days left',
        expect.stringContaining(
          'The certificate with the serial 0f has expired unrevoked, or its CA revokes none',
        ),
      ],
    ]);
  });

  it('comes also for what nobody declares any more', () => {
    const retired = { ...aState('api', 60, { history: [REVOKED] }), nextCheckAt: undefined };

    expect(endOf(retired).map(([subject]) => subject)).toEqual([
      'api has a certificate revoked now; 59 days left',
    ]);
  });
});

it('tells a readiness that fails beside it: both are in the mail', () => {
  const state = aState('api', 60, { failure: REFUSED, readiness: NOT_READY });

  const [mail, ...others] = mailsOf([], state, NOW).mails;

  expect(others).toEqual([]);
  expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain(
    'Why: The CA did not revoke it. The next renewal would fail: dnscale-forbidden. The token may not write.',
  );
});

it('tells the readiness first where it is the worse of both', () => {
  const failure = { ...REFUSED, code: 'acme-unavailable', disposition: 'next-run' } as const;

  const [mail] = mailsOf([], aState('api', 60, { failure, readiness: NOT_READY }), NOW).mails;

  expect(mail?.subject).toBe('[dnscale-certs] api will not renew when due; 60 days left');
  expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain('A certificate is not revoked yet: acme-unavailable.');
});

it.each([
  ['a leaked key is still valid', {}, 1],
  ['it is revoked', { revokedAt: NOW }, 0],
  ['it may wait', { isAtOnce: false }, 0],
])('mails what mends itself at once: %s', (_, changes: Partial<Revocation>, mails) => {
  const failure = aFailure({
    code: 'dnscale-unavailable',
    disposition: 'next-run',
    subject: 'api.dnscale.test',
  });
  const revocation: Revocation = {
    serial: '0f',
    version: '20261101T000000Z-aaaaaa',
    certificateAuthority: 'https://ca.test/directory',
    notAfter: daysLater(60),
    reason: 'keyCompromise',
    isAtOnce: true,
    askedAt: NOW,
    ...changes,
  };

  const state = aState('api', 60, { failure, revocations: [revocation] });

  expect(mailsOf([], state, NOW).mails).toHaveLength(mails);
});

describe('the event of its end', () => {
  const told = (after: CertificateState, isRetired: boolean) =>
    changesToTell({ before: aState('api', 60, { failure: REFUSED }), after, isRetired }, CONTEXT).map(
      ({ kind, revocation, message }) => [kind, revocation, /is revoked now/.test(message)],
    );

  it('says what became of it, and not that it renews again', () => {
    expect(told(aState('api', 60, { history: [REVOKED] }), false)).toEqual([
      ['renewal-recovered', 'done', true],
    ]);
    expect(told(aState('api', 60), false)).toEqual([['renewal-recovered', 'left', false]]);
  });

  it('comes also for what nobody declares any more', () => {
    const retired = { ...aState('api', 60, { history: [REVOKED] }), nextCheckAt: undefined };

    expect(told(retired, true)).toEqual([
      ['renewal-recovered', 'done', true],
      ['no-longer-managed', undefined, false],
    ]);
  });

  it('is sent beside that of a readiness that fails from now on', () => {
    const before = aState('api', 60, { failure: REFUSED });
    const after = aState('api', 60, { failure: REFUSED, readiness: NOT_READY });

    const notices = changesToTell({ before, after, isRetired: false }, CONTEXT);

    expect(notices.map(({ kind, code }) => [kind, code])).toEqual([['renewal-at-risk', 'dnscale-forbidden']]);
  });
});
