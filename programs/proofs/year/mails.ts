/**
 * Judges what people got by mail against the story alone: when somebody had to know of which trouble, how urgent it was, and when it
 * was over. Nothing here asks the engine.
 */

import type { SentMail } from '../../../test/support/world/modelled-mails.ts';
import type { Party, Trouble } from '../../../test/support/world/models/troubles.ts';
import type { Story } from './story.ts';
import { none, type Verdict } from './verdict.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

type Kind = {
  words: string;
  code: string;
  /** Else it ends by itself, and is somebody's work only once it has lasted for a day. */
  needsPerson: boolean;
  /** Seen by whatever is checked next, which each certificate is within a day. @default - at once */
  isSeenByChecks?: boolean;
};

export const KINDS: Partial<Record<Party, Kind>> = {
  ca: { words: 'the CA is away', code: 'acme-unavailable', needsPerson: false, isSeenByChecks: true },
  dnscale: {
    words: 'DNScale is away',
    code: 'dnscale-unavailable',
    needsPerson: false,
    isSeenByChecks: true,
  },
  acm: { words: 'ACM throttles', code: 'import-failed', needsPerson: false, isSeenByChecks: true },
  token: { words: 'a wrong token is set', code: 'dnscale-unauthorized', needsPerson: true },
  withdrawn: {
    words: 'the token is withdrawn',
    code: 'dnscale-unauthorized',
    needsPerson: true,
    isSeenByChecks: true,
  },
  caa: { words: 'a CAA record forbids', code: 'caa-forbids', needsPerson: true, isSeenByChecks: true },
};

/** Half a life of 160 h, less its last sixth: a renewal that waits for longer is urgent. */
const LEFT_TO_LAST_SIXTH_MS = (160 / 2 - 160 / 6) * HOUR_MS;
/** A failed check is repeated hourly; the third may be the first that meets nothing else. */
const LONGEST_END_MS = 3 * HOUR_MS;
/** A sixth, a twelfth, a twenty-fourth, and the end. */
const THRESHOLDS = 4;

export function judgeMails(
  { troubles }: Story,
  seenFirst: ReadonlyMap<Trouble, Date>,
  mails: readonly SentMail[],
): Verdict[] {
  const incidents = troubles.all.filter((one) => KINDS[one.party] && lastsMs(one) >= DAY_MS / 4);
  const owned = incidents.map((trouble) => ({ trouble, own: mails.filter((mail) => isOf(mail, trouble)) }));
  const foreign = mails.filter((mail) => !owned.some(({ own }) => own.includes(mail)));
  const needless = owned
    .filter(({ trouble }) => lastsMs(trouble) <= LEFT_TO_LAST_SIXTH_MS)
    .flatMap(({ own }) => own.filter(({ severity }) => severity === 'page'));
  return [
    none('mails in healthy times', foreign.map(describe)),
    none('pages although nothing was near its end', needless.map(describe)),
    ...owned
      .filter(({ trouble }) => KINDS[trouble.party]?.needsPerson || lastsMs(trouble) > 1.1 * DAY_MS)
      .map(({ trouble, own }) => judgeIncident(trouble, own, seenFirst.get(trouble))),
  ];
}

/** By its code, while it lasts or soon after it. */
function isOf({ at, cause, isEnd }: SentMail, { party, startsAt, endsAt }: Trouble): boolean {
  const last = endsAt.getTime() + (isEnd ? LONGEST_END_MS : HOUR_MS);
  return cause.split('|')[0] === KINDS[party]?.code && startsAt <= at && at.getTime() <= last;
}

function judgeIncident(trouble: Trouble, own: readonly SentMail[], seenAt: Date | undefined): Verdict {
  const kind = KINDS[trouble.party];
  const told = own.filter(({ isEnd }) => !isEnd);
  const ends = own.filter(({ isEnd }) => isEnd);
  const [first] = told;
  const causes = new Set(told.map(({ cause }) => cause));
  const from = kind?.isSeenByChecks ? seenAt : trouble.startsAt;
  const seenMs = from ? from.getTime() - trouble.startsAt.getTime() : Number.POSITIVE_INFINITY;
  const toldMs = first && from ? first.at.getTime() - from.getTime() : Number.POSITIVE_INFINITY;
  const endMs = Math.max(...ends.map(({ at }) => at.getTime() - trouble.endsAt.getTime()));
  const aimMs = kind?.needsPerson ? HOUR_MS : DAY_MS + HOUR_MS;
  const isUrgent = lastsMs(trouble) > LEFT_TO_LAST_SIXTH_MS;
  const pages = told.filter(({ severity }) => severity === 'page').length;
  const most = isUrgent ? 1 + THRESHOLDS + Math.floor(lastsMs(trouble) / DAY_MS) : causes.size;
  const endsOf = (cause: string) => ends.filter((end) => end.cause === cause).length;
  return {
    figure: `told: ${kind?.words} for ${lastsMs(trouble) / HOUR_MS} h`,
    found: `seen after ${minutes(seenMs)}, told after ${minutes(toldMs)} more (${first?.severity}); causes ${causes.size}, mails ${told.length}, of them pages ${pages}; ends ${ends.length}, ${minutes(endMs)} after it`,
    aim: `seen ≤ 24 h, told ≤ ${aimMs / HOUR_MS} h more (ticket), ${isUrgent ? `pages ≥ ${THRESHOLDS}, mails ≤ ${most}` : 'once each, no page'}; one end each, ≤ 3 h`,
    isMet:
      seenMs <= DAY_MS &&
      toldMs <= aimMs &&
      first?.severity === 'ticket' &&
      told.length <= most &&
      (isUrgent ? pages >= THRESHOLDS : pages === 0) &&
      ends.length === causes.size &&
      [...causes].every((cause) => endsOf(cause) === 1) &&
      endMs <= LONGEST_END_MS,
  };
}

function lastsMs({ startsAt, endsAt }: Trouble): number {
  return endsAt.getTime() - startsAt.getTime();
}

function describe({ at, subject }: SentMail): string {
  return `${subject} at ${at.toISOString()}`;
}

function minutes(ms: number): string {
  return Number.isFinite(ms) ? `${Math.round(ms / MINUTE_MS)} min` : 'never';
}
