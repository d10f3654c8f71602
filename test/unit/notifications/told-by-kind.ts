/** What is told beside the error codes: the stages of one trouble, one cause over many certificates, and good news. */
import { DETAIL_TYPES } from '../../../functions/engine/notify/event-detail.ts';
import { mailOf } from '../../../functions/engine/notify/mail.ts';
import { NO_NEXT_MAIL, nextMailText } from '../../../functions/engine/notify/next-mail.ts';
import type { Notice } from '../../../functions/engine/notify/notice.ts';
import {
  failureNotice,
  type Happening,
  noticeOf,
  type ToldCertificate,
} from '../../../functions/engine/notify/notice-of.ts';
import { standingOf } from '../../../functions/engine/notify/standing-of.ts';
import { urgencyOf } from '../../../functions/engine/notify/told.ts';
import { servedAgainNotice, unservedNotice } from '../../../functions/engine/notify/unserved-notice.ts';
import type { SeenPlace, Served } from '../../../functions/engine/ports/probes.ts';
import type { Failure } from '../../../functions/engine/renewal/state.ts';
import { aCertificateState, aStoredCertificate, NOW } from '../../support/builders.ts';
import type { Told } from './notification-page.ts';
import { toldAtRisk } from './told-at-risk.ts';
import { PLACE } from './told-by-code.ts';

const CONTEXT = { now: NOW, place: PLACE };
const DAY_MS = 24 * 60 * 60 * 1000;

/** Of 90 days, with this many left. */
function known(daysLeft: number, more: Partial<ToldCertificate> = {}): ToldCertificate {
  const notAfter = new Date(NOW.getTime() + daysLeft * DAY_MS);
  return {
    certificateName: 'web',
    domainNames: ['example.com', '*.example.com'],
    validity: { notBefore: new Date(notAfter.getTime() - 90 * DAY_MS), notAfter },
    certificateArns: { 'eu-central-1': 'arn:aws:acm:eu-central-1:111122223333:certificate/1' },
    nextCheckAt: new Date('2026-11-23T07:00:00Z'),
    ...more,
  };
}

const CAA: Failure = {
  count: 3,
  code: 'caa-forbids',
  disposition: 'person',
  message:
    'The CA must not issue for example.com: the CAA records at example.com are 0 issue "digicert.com": none of them lets in letsencrypt.org. No order was made. Add this record beside the others: `example.com. CAA 0 issue "letsencrypt.org"`',
  advice: 'Add this record beside the others: `example.com. CAA 0 issue "letsencrypt.org"`',
  step: 'preflight',
  at: NOW,
  since: new Date('2026-10-27T06:00:00Z'),
  subject: 'example.com',
};

const TOKEN: Failure = {
  ...CAA,
  code: 'dnscale-unauthorized',
  subject: 'DNScale token',
  since: NOW,
  message:
    'DNScale refused the token, so the renewer cannot list the zones. Create a token at DNScale and put it into the token secret.',
  advice: 'Create a token at DNScale and put it into the token secret.',
};

const VALID_FOR_90_DAYS = {
  notBefore: new Date('2026-11-22T05:00:00Z'),
  notAfter: new Date('2027-02-20T05:00:00Z'),
};

/** Of three places: one lags behind, one is somebody else's and one is away. */
function served(changes: Partial<Served> = {}): Served {
  const at = (place: string, seen: Omit<SeenPlace, 'place' | 'since'>): SeenPlace => ({
    place,
    since: new Date('2026-11-22T06:00:00Z'),
    ...seen,
  });
  const stale = {
    serial: '039c1d7e',
    notBefore: new Date('2026-08-26T23:00:00Z'),
    notAfter: new Date('2026-11-24T23:00:00Z'),
  };
  return {
    certificateName: 'web',
    at: NOW,
    live: { serial: '04af9c0211', sha256: 'aa', ...VALID_FOR_90_DAYS },
    liveSince: new Date('2026-11-22T06:00:00Z'),
    earlier: ['039c1d7e'],
    places: [
      at('www.example.com:443', { standing: 'served' }),
      at('mail.example.com:465', { standing: 'stale', leaf: stale }),
    ],
    ...changes,
  };
}

function unserved(changes: Partial<Served> = {}): Notice {
  const notice = unservedNotice(served(changes), known(89), CONTEXT);
  if (!notice) throw new Error('Nothing is to be told.');
  return notice;
}

const AWAY: SeenPlace = {
  place: 'imap.example.com:143',
  standing: 'unreachable',
  since: new Date('2026-11-21T06:00:00Z'),
  reason: 'the connection was refused (ECONNREFUSED)',
};

const FOREIGN: SeenPlace = {
  place: 'shop.example.com:443',
  standing: 'foreign',
  since: new Date('2026-11-21T06:00:00Z'),
  leaf: { serial: '99', ...VALID_FOR_90_DAYS },
};

function told(when: string, ...notices: [Notice, ...Notice[]]): Told {
  const [{ kind, message }] = notices;
  const urgency = urgencyOf(notices[0], NOW);
  const text = kind === 'renewal-recovered' ? NO_NEXT_MAIL : nextMailText(notices, urgency);
  const mail = mailOf(notices, { ...CONTEXT, nextMailText: text });
  return { when, detailType: DETAIL_TYPES[kind], message, mail };
}

function news(when: string, happening: Happening): Told {
  const { kind, message } = noticeOf(known(89), happening, CONTEXT);
  return { when, detailType: DETAIL_TYPES[kind], message };
}

/** As notify sees it where no run has come for a day. */
function lateNotice(): Notice {
  const { notBefore, notAfter } = known(14).validity ?? {};
  if (!notBefore || !notAfter) throw new Error('no life');
  const certificate = aStoredCertificate({ domainNames: ['example.com'], notBefore, notAfter });
  const state = aCertificateState({ certificateName: 'web', certificate, nextCheckAt: NOW });
  const standing = standingOf('web', { state }, undefined, CONTEXT);
  if (standing.is !== 'troubled') throw new Error('nothing is late');
  return standing.notice;
}

function manyOf(failure: Failure, count: number): [Notice, ...Notice[]] {
  const notice = (index: number) =>
    failureNotice(known(2 + index, { certificateName: `shop-${index}.example.com` }), failure, CONTEXT);
  return [notice(0), ...Array.from({ length: count - 1 }, (_, index) => notice(index + 1))];
}

function revocationTold(revocation: 'done' | 'left', cause: string): Told {
  const when = `A revocation that hung is ${revocation === 'done' ? 'done' : 'tried no more'}.`;
  return told(when, noticeOf(known(89), { kind: 'renewal-recovered', revocation, cause }, CONTEXT));
}

export async function toldByKind(): Promise<Told[]> {
  return [
    told('What would break the next renewal, long before it is due.', await toldAtRisk()),
    told('A person is needed, and there is time.', failureNotice(known(29), CAA, CONTEXT)),
    told('The same, in the last sixth of its life.', failureNotice(known(3.17), CAA, CONTEXT)),
    told('The same, after its end.', failureNotice(known(-0.125), CAA, CONTEXT)),
    told(
      'It was revoked at once for a leaked key, and nothing replaces it yet.',
      failureNotice(known(89, { revokedAt: new Date('2026-11-23T05:20:00Z') }), CAA, CONTEXT),
    ),
    told('In the last sixth, and no run says why.', lateNotice()),
    told('Nothing was issued yet.', failureNotice(known(0, { validity: undefined }), CAA, CONTEXT)),
    told('One cause, many certificates.', ...manyOf(TOKEN, 200)),
    told('The new certificate is not what a server presents.', unserved()),
    told("It is somebody else's, and a further place is away.", unserved({ places: [AWAY, FOREIGN] })),
    told('Nothing is seen at all.', unserved({ places: [AWAY] })),
    told('All places present it again.', servedAgainNotice(served(), known(89), CONTEXT)),
    told(
      'It is solved.',
      noticeOf(
        known(89),
        { kind: 'renewal-recovered', cause: 'What stopped it was caa-forbids, for 27 d.' },
        CONTEXT,
      ),
    ),
    revocationTold(
      'done',
      'The certificate with the serial 04af11 is revoked now. What was in the way was revocation-refused, for 3 d.',
    ),
    revocationTold(
      'left',
      'The certificate with the serial 04af11 has expired unrevoked, or its CA revokes none: nothing tries it any more. What was in the way was revocation-refused, for 3 d.',
    ),
    news('The first certificate.', {
      kind: 'issued',
      cause: 'The certificate with the serial number 04af11 is stored.',
    }),
    news('A renewal.', {
      kind: 'renewed',
      cause: 'The certificate with the serial number 04af11 is stored.',
    }),
  ];
}
