/**
 * The text of a notice that is ready to read, for chats and tickets. Its order: severity, what is (not) down and until when,
 * what was seen where, what to do, what happens next. Pure.
 */
import { listed } from '../errors.ts';
import type { Notice, NoticeKind, RenewerPlace, RevocationEnd, Undone } from './notice.ts';
import { standing } from './standing.ts';
import { shortTime } from './time-words.ts';

type Untold = Omit<Notice, 'message'>;

const MOST_NAMES_SHOWN = 3;
const MINUTE_MS = 60_000;

export function messageOf(notice: Untold, { now, place }: { now: Date; place: RenewerPlace }): string {
  const { severity, certificateName, domainNames, cause, advice, next, command } = notice;
  const names = domainNames.length === 0 ? '' : ` (${listed(domainNames, MOST_NAMES_SHOWN)})`;
  const parts = [
    `${severity.toUpperCase()} ${certificateName}${names} ${standing(notice, now)}`,
    happened(notice, now),
    cause,
    advice === undefined ? undefined : `Do: ${advice}`,
    next,
    command === undefined ? undefined : `At once with: \`${command}\`.`,
    `Account ${place.account}, ${place.region}, renewer ${place.renewerName}. Runbook: ${runbookOf(notice, place)}`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

function happened(notice: Untold, now: Date): string {
  if (notice.revocation) return REVOCATION_OVER[notice.revocation];
  return (notice.undone ? NOT_DONE[notice.undone] : HAPPENED[notice.kind])(notice, now);
}

/** The heading of the code, where there is one. */
export function runbookOf(
  { code, kind }: Pick<Notice, 'code' | 'kind'>,
  { runbookUrl }: RenewerPlace,
): string {
  if (kind === 'not-served') return new URL('operator-runbook.md#not-served', runbookUrl).href;
  return code === undefined ? runbookUrl : `${runbookUrl}#${code}`;
}

const REVOCATION_OVER: Record<RevocationEnd, string> = {
  done: 'A certificate is revoked now.',
  left: 'A certificate stays unrevoked.',
};

const HAPPENED: Record<NoticeKind, (notice: Untold, now: Date) => string> = {
  issued: () => 'It was issued.',
  renewed: () => 'It was renewed.',
  'renewal-recovered': () => 'It renews again.',
  'renewal-failed': (notice, now) => `${what(notice)} has failed${lasting(notice, now)}.`,
  'action-required': (notice, now) => `${what(notice)} is blocked${lasting(notice, now)}.`,
  'renewal-at-risk': (notice, now) => `The next renewal would fail${lasting(notice, now)}.`,
  'not-served': (notice, now) => `It is so${lasting(notice, now)}.`,
  'served-again': () => 'It is served again.',
  'no-longer-managed': () => 'Nobody declares it any more, so that it is not renewed.',
};

const NOT_DONE: Record<Undone, (notice: Untold, now: Date) => string> = {
  import: (notice, now) => `It is issued and stored, but not imported into ACM${lasting(notice, now)}.`,
  revocation: (notice, now) => `A certificate is not revoked yet${lasting(notice, now)}.`,
  'clean-up': (notice, now) => `TXT values are left at DNScale${lasting(notice, now)}.`,
};

function what({ validity, isUnread }: Untold): string {
  return validity || isUnread ? 'Renewal' : 'Issuance';
}

/** ` for 27 d: caa-forbids`. */
function lasting({ since, code }: Untold, now: Date): string {
  const lastsMs = since ? now.getTime() - since.getTime() : 0;
  return `${lastsMs >= MINUTE_MS ? ` for ${shortTime(lastsMs)}` : ''}${code === undefined ? '' : `: ${code}`}`;
}
