/**
 * The mail about one cause, for one certificate or many: a subject that says it, and a body of one screen. Pure. SNS takes an
 * ASCII subject of less than 100 characters without line breaks or control characters.
 */
import { runbookOf } from './message.ts';
import type { Notice, NoticeKind, RenewerPlace, RevocationEnd, Undone } from './notice.ts';
import { lifeLeft, standingSentence } from './standing.ts';
import { dayText } from './time-words.ts';
import { clipped, underHeading, wrapped } from './wrap.ts';

export type Mail = { subject: string; text: string };

export type MailContext = {
  place: RenewerPlace;
  now: Date;
  /** When the next mail about this cause comes: `when it is solved, or daily in the last 7 days`. */
  nextMailText: string;
};

const MOST_NAMED = 5;
const NAME_WIDTH = 28;
const LONGEST_SUBJECT = 99;
/** Of a screen: what is longer is in the log. */
const MOST_LINES = 9;

/** @param notices of one cause, the most urgent first; one at least. */
export function mailOf(
  notices: readonly [Notice, ...Notice[]],
  { place, now, nextMailText }: MailContext,
): Mail {
  const [first] = notices;
  const text = [
    ...whatIsDown(notices, now),
    '',
    ...clipped(underHeading(GOOD_NEWS.includes(first.kind) ? 'Note:' : 'Why:', first.cause), MOST_LINES),
    ...doLines(notices),
    '',
    ...wrapped(`Next mail: ${nextMailText}.`),
    ...wrapped(`Renewer ${place.renewerName}, ${place.region}, account ${place.account}.`),
    `Runbook: ${runbookOf(first, place)}`,
    `Log: ${place.logUrl}`,
  ];
  return { subject: subjectOf(notices, now), text: `${text.join('\n')}\n` };
}

/** Completes "x …" and "7 certificates …". */
const SAID: Record<NoticeKind, [one: string, many: string]> = {
  issued: ['is issued', 'are issued'],
  renewed: ['is renewed', 'are renewed'],
  'renewal-recovered': ['renews again', 'renew again'],
  'renewal-failed': ['fails to renew', 'fail to renew'],
  'action-required': ['cannot renew', 'cannot renew'],
  'renewal-at-risk': ['will not renew when due', 'will not renew when due'],
  'not-served': ['is renewed but NOT served', 'are renewed but NOT served'],
  'served-again': ['is served again', 'are served again'],
  'no-longer-managed': ['is no longer managed', 'are no longer managed'],
};

const NOT_DONE: Record<Undone, [one: string, many: string]> = {
  import: ['is issued but not imported into ACM', 'are issued but not imported into ACM'],
  revocation: ['has a certificate not revoked yet', 'have certificates not revoked yet'],
  'clean-up': ['leaves TXT values at DNScale', 'leave TXT values at DNScale'],
};

const REVOCATION_OVER: Record<RevocationEnd, [one: string, many: string]> = {
  done: ['has a certificate revoked now', 'have certificates revoked now'],
  left: ['has a certificate that stays unrevoked', 'have certificates that stay unrevoked'],
};

const GOOD_NEWS: readonly NoticeKind[] = ['issued', 'renewed', 'renewal-recovered', 'served-again'];

const BEGIN = '[dnscale-certs] ';

function subjectOf(notices: readonly [Notice, ...Notice[]], now: Date): string {
  const end = endOf(notices, now);
  const room = LONGEST_SUBJECT - BEGIN.length - end.length - 1;
  return `${BEGIN}${asciiWithin(whoOf(notices), room)} ${end}`;
}

/** What has ended says so first. */
function endOf(notices: readonly [Notice, ...Notice[]], now: Date): string {
  const [first] = notices;
  if (first.revokedAt && notices.length === 1) return `REVOKED: it ${said(notices)}`;
  const isOver = first.validity !== undefined && first.validity.notAfter <= now;
  if (isOver && notices.length === 1) return `EXPIRED: it ${said(notices)}`;
  const whose = notices.length === 1 ? '' : 'the first: ';
  return `${said(notices)}; ${whose}${lifeLeft(first, now)}`;
}

/** One cause may stop one certificate, and be no more than a risk to others. */
function likeTheFirst(notices: readonly [Notice, ...Notice[]]): Notice[] {
  const words = wordsOf(notices[0], 1);
  return notices.filter((notice) => wordsOf(notice, 1) === words);
}

function whoOf(notices: readonly [Notice, ...Notice[]]): string {
  const alike = likeTheFirst(notices).length;
  if (notices.length === 1) return notices[0].certificateName;
  return `${alike === notices.length ? '' : `${alike} of `}${notices.length} certificates`;
}

/** Completes `whoOf`. */
function said(notices: readonly [Notice, ...Notice[]]): string {
  return wordsOf(notices[0], likeTheFirst(notices).length);
}

function wordsOf({ undone, kind, validity, revocation, isUnread }: Notice, howMany: number): string {
  const ofRenewal = undone ? NOT_DONE[undone] : SAID[kind];
  const words = (revocation ? REVOCATION_OVER[revocation] : ofRenewal)[howMany === 1 ? 0 : 1];
  return validity || isUnread ? words : words.replace(/\brenew\b/, 'be issued');
}

function asciiWithin(text: string, room: number): string {
  const ascii = text.replace(/[^\x20-\x7e]/g, '?');
  return ascii.length <= room ? ascii : `${ascii.slice(0, Math.max(0, room - 3))}...`;
}

function whatIsDown(notices: readonly [Notice, ...Notice[]], now: Date): string[] {
  const [first] = notices;
  if (notices.length === 1) return wrapped(standingSentence(first, now));
  const named = notices.slice(0, MOST_NAMED);
  const more = notices.length - named.length;
  return [
    ...wrapped(`${whoOf(notices)} ${said(notices)}${othersSaid(notices)}. Those that end first:`),
    ...named.map((notice) => {
      const { validity, certificateName } = notice;
      const ends = validity ? `ends ${dayText(validity.notAfter, now)}, ` : '';
      return `  ${asciiWithin(certificateName, NAME_WIDTH).padEnd(NAME_WIDTH)}  ${ends}${lifeLeft(notice, now)}`;
    }),
    ...(more > 0 ? wrapped(`  and ${more} more: npx dnscale-certs status lists them.`) : []),
  ];
}

/** `, the others will not renew when due`. */
function othersSaid(notices: readonly [Notice, ...Notice[]]): string {
  const alike = new Set(likeTheFirst(notices));
  const others = notices.filter((notice) => !alike.has(notice));
  const words = new Set(others.map((notice) => wordsOf(notice, others.length)));
  return words.size === 0 ? '' : `, the others ${[...words].join(' or ')}`;
}

/** A command stands on a line of its own, to be copied. */
function doLines(notices: readonly [Notice, ...Notice[]]): string[] {
  const [{ advice, next, command }] = notices;
  const isOne = notices.length === 1;
  const then = isOne ? next : 'All of them are checked again by themselves.';
  return [
    ...(advice === undefined ? [] : clipped(underHeading('Do:', advice), MOST_LINES)),
    ...underHeading(advice === undefined ? 'Then:' : '', then),
    ...(command === undefined
      ? []
      : underHeading('', `${isOne ? 'At once' : 'The first at once'}: ${command}`)),
  ];
}
