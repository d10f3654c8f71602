import { describe, expect, it } from 'vitest';
import { changesToTell } from '../../../../functions/engine/notify/changes-to-tell.ts';
import type { CertificateState, Failure, Readiness } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aRenewerPlace, aStoredCertificate, NOW } from '../../../support/builders.ts';

const CONTEXT = { now: NOW, place: aRenewerPlace() };
const LIVE = aStoredCertificate();
const NEWER = aStoredCertificate({ serial: 'ffff', notBefore: NOW });
const OLDER = aStoredCertificate({ serial: 'eeee', notBefore: new Date('2026-08-01T00:00:00Z') });

function aFailure(changes: Partial<Failure> = {}): Failure {
  return {
    count: 1,
    code: 'caa-forbids',
    disposition: 'person',
    message: 'No.',
    step: 'preflight',
    at: NOW,
    ...changes,
  };
}

function notReady(code: Failure['code']): Readiness {
  return { at: NOW, failure: { code, disposition: 'person', message: 'No.', since: NOW } };
}

function told(
  before: Partial<CertificateState>,
  after: Partial<CertificateState>,
  isRetired = false,
): string[] {
  const base = { certificate: LIVE, nextCheckAt: NOW };
  const change = {
    before: aCertificateState({ ...base, ...before }),
    after: aCertificateState({ ...base, ...after }),
    isRetired,
  };
  return changesToTell(change, CONTEXT).map(({ kind, code }) => [kind, code].filter(Boolean).join(' '));
}

const HOURS_AGO = new Date(NOW.getTime() - 3 * 60 * 60 * 1000);

describe('changesToTell', () => {
  const failure = aFailure();
  const outage = aFailure({ code: 'acme-unavailable', disposition: 'next-run' });

  it.each<[string, Partial<CertificateState>, Partial<CertificateState>, string[]]>([
    ['nothing', {}, {}, []],
    ['the first certificate', { certificate: undefined }, {}, ['issued']],
    ['a renewal', {}, { certificate: NEWER }, ['renewed']],
    ['an older one that is live again', {}, { certificate: OLDER }, []],
    ['a first failure', {}, { failure }, ['action-required caa-forbids']],
    ['one that ends by itself', {}, { failure: outage }, ['renewal-failed acme-unavailable']],
    ['the same again', { failure }, { failure: aFailure({ count: 2, message: 'No, again.' }) }, []],
    ['another failure', { failure: outage }, { failure }, ['action-required caa-forbids']],
    [
      'the same about another name',
      { failure },
      { failure: aFailure({ subject: 'b.test' }) },
      ['action-required caa-forbids'],
    ],
    ['success after a failure', { failure }, { certificate: NEWER }, ['renewed', 'renewal-recovered']],
    [
      'an import that failed',
      {},
      { certificate: NEWER, failure: aFailure({ code: 'import-failed' }) },
      ['renewed', 'action-required import-failed'],
    ],
    ['what would break it', {}, { readiness: notReady('token-missing') }, ['renewal-at-risk token-missing']],
    [
      'the same again, not due yet',
      { readiness: notReady('token-missing') },
      { readiness: notReady('token-missing') },
      [],
    ],
    [
      'what was at risk and failed now',
      { readiness: notReady('caa-forbids') },
      { readiness: notReady('caa-forbids'), failure },
      ['action-required caa-forbids'],
    ],
    [
      'a failure that ended by itself beside a risk that was told',
      { readiness: notReady('caa-forbids'), failure: aFailure({ code: 'aws-failed' }) },
      { readiness: notReady('caa-forbids') },
      ['renewal-recovered'],
    ],
    [
      'a failure that ended, and a risk behind it',
      { failure: aFailure({ code: 'aws-failed' }) },
      { readiness: notReady('caa-forbids') },
      ['renewal-recovered', 'renewal-at-risk caa-forbids'],
    ],
    ['a failure whose cause is now a risk', { failure }, { readiness: notReady('caa-forbids') }, []],
    [
      'another risk',
      { readiness: notReady('caa-forbids') },
      { readiness: notReady('token-missing') },
      ['renewal-at-risk token-missing'],
    ],
    [
      'readiness again',
      { readiness: notReady('caa-forbids') },
      { readiness: { at: NOW } },
      ['renewal-recovered'],
    ],
  ])('tells of %s', (_, before, after, kinds) => {
    expect(told(before, after)).toEqual(kinds);
  });

  it('tells once that nobody declares it any more, and of no failure before', () => {
    expect(told({ failure }, { nextCheckAt: undefined }, true)).toEqual(['no-longer-managed']);
    expect(told({ nextCheckAt: undefined }, { nextCheckAt: undefined }, true)).toEqual([]);
  });

  it('says of a failure that ended how long it had lasted, and what would still stop a renewal', () => {
    const since = new Date('2026-11-23T03:00:00Z');
    const readiness = notReady('caa-forbids');
    const before = aCertificateState({ readiness, failure: aFailure({ code: 'aws-failed', since }) });

    const [notice] = changesToTell(
      { before, after: aCertificateState({ readiness }), isRetired: false },
      CONTEXT,
    );

    expect(notice?.cause).toBe(
      'What stopped it was aws-failed, for 3 h. The next renewal would still fail: caa-forbids.',
    );
  });

  it.each([
    [
      'a failure',
      {
        failure: aFailure({
          since: new Date('2026-10-27T06:00:00Z'),
          causeSince: HOURS_AGO,
          disposition: 'next-run',
        }),
      },
    ],
    [
      'a risk',
      {
        readiness: {
          at: NOW,
          failure: {
            code: 'caa-forbids',
            disposition: 'next-run',
            message: 'No.',
            since: new Date('2026-10-27T06:00:00Z'),
            causeSince: HOURS_AGO,
          },
        },
      },
    ],
  ] as const)(
    'says of %s since when this cause is there, and by its urgency how long the row lasts',
    (_, after) => {
      const [notice] = changesToTell(
        { before: aCertificateState(), after: aCertificateState(after), isRetired: false },
        CONTEXT,
      );

      expect(notice).toMatchObject({ since: HOURS_AGO, severity: 'ticket' });
      expect(notice?.message).not.toContain('27 d');
    },
  );

  it('cleans what the table holds: a text of others cannot begin a line', () => {
    const state = aCertificateState({
      failure: aFailure({ message: 'No.\r\nDo: nothing', subject: 'a\u0007' }),
    });

    const [notice] = changesToTell({ before: aCertificateState(), after: state, isRetired: false }, CONTEXT);

    expect(notice).toMatchObject({ cause: 'No. Do: nothing', subject: 'a' });
    expect(notice?.message).not.toMatch(/\p{Cc}/u);
  });
});
