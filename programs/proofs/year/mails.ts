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
  /** As the key of a cause begins. */
  code: string;
  /** From when it is seen first until it has to be told. */
  toldMs: number;
  /**
   * What shows in the records when it is seen: a failure's code, or how a place stands; and from its begin to then, at the longest.
   * Each certificate is checked within a day, each place within an hour. @default - it is seen at once
   */
  seen?: { as: string; withinMs: number };
};

/** What only a person can end. */
const PERSON_MS = HOUR_MS;
/** What ends by itself is somebody's work once it has lasted for a day. */
const BY_ITSELF_MS = DAY_MS + HOUR_MS;
const TICK_MS = 10 * MINUTE_MS;

const byChecks = (code: string, toldMs: number) => ({ code, toldMs, seen: { as: code, withinMs: DAY_MS } });

const byProbes = (as: string, toldMs: number) => ({
  code: 'not-served',
  toldMs,
  seen: { as, withinMs: HOUR_MS + TICK_MS },
});

export const KINDS: Partial<Record<Party, Kind>> = {
  ca: { words: 'the CA is away', ...byChecks('acme-unavailable', BY_ITSELF_MS) },
  dnscale: { words: 'DNScale is away', ...byChecks('dnscale-unavailable', BY_ITSELF_MS) },
  acm: { words: 'ACM throttles', ...byChecks('import-failed', BY_ITSELF_MS) },
  token: { words: 'a wrong token is set', code: 'dnscale-unauthorized', toldMs: PERSON_MS },
  withdrawn: { words: 'the token is withdrawn', ...byChecks('dnscale-unauthorized', PERSON_MS) },
  caa: { words: 'a CAA record forbids', ...byChecks('caa-forbids', PERSON_MS) },
  region: { words: 'a region is disabled', ...byChecks('import-failed', PERSON_MS) },
  // Seen twice, an hour apart: a server that is being replaced is no news.
  foreign: { words: 'a host presents a foreign certificate', ...byProbes('foreign', PERSON_MS + TICK_MS) },
  unreachable: { words: 'a host does not answer', ...byProbes('unreachable', BY_ITSELF_MS) },
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
  const foreign = mails.filter(
    (mail) => !owned.some(({ own, trouble }) => own.includes(mail) || isAftermath(mail, trouble)),
  );
  const needless = owned
    .filter(({ trouble }) => lastsMs(trouble) <= LEFT_TO_LAST_SIXTH_MS)
    .flatMap(({ own }) => own.filter(({ severity }) => severity === 'page'));
  return [
    none('mails in healthy times', foreign.map(describe)),
    none('pages although nothing was near its end', needless.map(describe)),
    ...owned
      .filter(({ trouble }) => lastsMs(trouble) > 1.1 * DAY_MS || isForPerson(trouble))
      .map(({ trouble, own }) => judgeIncident(trouble, own, seenFirst.get(trouble))),
  ];
}

function isForPerson({ party }: Trouble): boolean {
  return (KINDS[party]?.toldMs ?? DAY_MS) < DAY_MS;
}

/** By its code, while it lasts or soon after it. */
function isOf({ at, cause, isEnd }: SentMail, { party, startsAt, endsAt }: Trouble): boolean {
  const last = endsAt.getTime() + (isEnd ? LONGEST_END_MS : HOUR_MS);
  return cause.split('|')[0] === KINDS[party]?.code && startsAt <= at && at.getTime() <= last;
}

/** What expired in it and then fails for another cause, such as a name server that lags, is down still: told again, and rightly. */
function isAftermath({ at }: SentMail, { endsAt, ...trouble }: Trouble): boolean {
  const afterMs = at.getTime() - endsAt.getTime();
  return lastsMs({ endsAt, ...trouble }) > LEFT_TO_LAST_SIXTH_MS && afterMs > 0 && afterMs <= LONGEST_END_MS;
}

function judgeIncident(trouble: Trouble, own: readonly SentMail[], seenAt: Date | undefined): Verdict {
  const kind = KINDS[trouble.party];
  const told = own.filter(({ isEnd }) => !isEnd);
  const ends = own.filter(({ isEnd }) => isEnd);
  const [first] = told;
  const causes = new Set(told.map(({ cause }) => cause));
  const from = kind?.seen ? seenAt : trouble.startsAt;
  const withinMs = kind?.seen?.withinMs ?? 0;
  const seenMs = from ? from.getTime() - trouble.startsAt.getTime() : Number.POSITIVE_INFINITY;
  const toldMs = first && from ? first.at.getTime() - from.getTime() : Number.POSITIVE_INFINITY;
  const endMs = Math.max(...ends.map(({ at }) => at.getTime() - trouble.endsAt.getTime()));
  const aimMs = kind?.toldMs ?? 0;
  const isUrgent = lastsMs(trouble) > LEFT_TO_LAST_SIXTH_MS;
  const pages = told.filter(({ severity }) => severity === 'page').length;
  const most = isUrgent ? 1 + THRESHOLDS + Math.floor(lastsMs(trouble) / DAY_MS) : 1;
  return {
    figure: `told: ${kind?.words} for ${lastsMs(trouble) / HOUR_MS} h`,
    found: `seen after ${minutes(seenMs)}, told after ${minutes(toldMs)} more (${first?.severity}); mails ${told.length} of ${causes.size} cause, of them pages ${pages}; ends ${ends.length}, ${minutes(endMs)} after it`,
    aim: `seen ≤ ${minutes(withinMs)}, told ≤ ${minutes(aimMs)} more (ticket), ${isUrgent ? `pages ≥ ${THRESHOLDS}, mails ≤ ${most}` : 'one mail, no page'}; one end, ≤ 3 h`,
    isMet:
      seenMs <= withinMs &&
      toldMs <= aimMs &&
      first?.severity === 'ticket' &&
      told.length <= most &&
      (isUrgent ? pages >= THRESHOLDS : pages === 0) &&
      causes.size === 1 &&
      ends.length === 1 &&
      causes.has(ends[0]?.cause ?? '') &&
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
