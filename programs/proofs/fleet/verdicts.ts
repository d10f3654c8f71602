/** The table of the fleet's proof: each figure with what was found, the aim, and whether it was met. */
import { type IssuedCertificate, renewalWindow } from '../../../test/support/world/models/ca-certificates.ts';
import { LIMITS } from '../../../test/support/world/models/ca-limits.ts';
import type { Hold } from '../../../test/support/world/models/coverage.ts';
import { judgeRenewals, type Renewals } from '../year/renewals.ts';
import { none, type Verdict } from '../year/verdict.ts';
import type { Month } from './live-month.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** `Retry-After`, and two ticks. */
const LONGEST_GAP_MS = 6 * HOUR_MS + 20 * MINUTE_MS;
const LONGEST_PROOF_MS = 24 * HOUR_MS + 20 * MINUTE_MS;
const LONGEST_LATE_MS = 20 * MINUTE_MS;
/** From the end of the standstill until no check is late any more. */
const LONGEST_RETURN_MS = 2 * HOUR_MS;
/** Six hours until the CA was asked; then ten hours at a hundred orders an hour, which is its limit. */
const LONGEST_REPLACEMENT_MS = 18 * HOUR_MS;
const RUNS_AT_ONCE = 5;

export function judgeMonth(month: Month): Verdict[] {
  return [
    ...renewalVerdicts(month),
    ...checkVerdicts(month),
    replacementVerdict(month),
    ...limitVerdicts(month),
    ...runVerdicts(month),
  ];
}

function renewalVerdicts({ world: { ca, coverage, clock }, troubles, endsAt }: Month): Verdict[] {
  const { healthy, duplicates } = judgeRenewals(ca.issued, { troubles, endsAt });
  const inside = healthy.filter(({ inWindow }) => inWindow).length;
  const short = healthy.filter(({ predecessor }) => predecessor.profile === 'shortlived').length;
  const live = new Set(coverage.history.map(({ serial }) => serial));
  return [
    none(
      'expired, as a live copy or in ACM',
      coverage.gaps(clock.now()).map(({ hold }) => `${hold.certificateName} (${hold.place})`),
    ),
    {
      figure: 'windows met',
      found: `${inside} of ${healthy.length}, of them ${short} of 3.2 h${missed(healthy)}`,
      aim: 'all',
      isMet: healthy.length > 0 && inside === healthy.length,
    },
    none('certificates issued without a cause', duplicates.map(nameOf)),
    none(
      'certificates issued and never used',
      ca.issued.filter(({ serial }) => !live.has(serial)).map(nameOf),
    ),
  ];
}

const MOST_NAMED = 3;

/** Which, so that the story of their runs can be looked up: the same seed tells it again. */
function missed(healthy: Renewals['healthy']): string {
  return healthy
    .filter(({ inWindow }) => !inWindow)
    .slice(0, MOST_NAMED)
    .map(({ predecessor, orderedAt }) => {
      const { startsAt, endsAt } = renewalWindow(predecessor);
      const window = `${startsAt.toISOString()} to ${endsAt.toISOString()}`;
      return `; ${nameOf(predecessor)} (${window}) at ${orderedAt?.toISOString() ?? 'no time'}`;
    })
    .join('');
}

function nameOf({ domainNames: [name = ''] }: Pick<IssuedCertificate, 'domainNames'>): string {
  return name;
}

/** Each standstill, and the time that it takes to catch up, are judged apart; the first one is the making of the fleet. */
function checkVerdicts({ world, troubles, samples, startsAt, endsAt }: Month): Verdict[] {
  const off = troubles.all.at(-1);
  const isUsual = (atMs: number, spanMs = 0) =>
    troubles.all.every(
      (one) => atMs < one.startsAt.getTime() || atMs - spanMs > one.endsAt.getTime() + LONGEST_RETURN_MS,
    );
  const gaps = world.ca.questions.gaps().filter(({ atMs, gapMs }) => isUsual(atMs, gapMs));
  const longestGapMs = gaps.reduce((most, { gapMs }) => Math.max(most, gapMs), 0);
  const usual = samples.filter(({ at }) => isUsual(at.getTime()));
  const lateMs = Math.max(...usual.map((one) => one.lateMs));
  const proofMs = Math.max(
    ...samples.filter(({ at, proofMs: ms }) => isUsual(at.getTime(), ms)).map((one) => one.proofMs),
  );
  const back = samples.find(({ at, lateMs: ms }) => off && at > off.endsAt && ms <= LONGEST_LATE_MS);
  const returnMs = back && off ? back.at.getTime() - off.endsAt.getTime() : Number.POSITIVE_INFINITY;
  const seats = (RUNS_AT_ONCE * (endsAt.getTime() - startsAt.getTime())) / 100;
  return [
    atMost('longest from one question for advice to the next', longestGapMs, LONGEST_GAP_MS),
    atMost('oldest proof of readiness at any tick', proofMs, LONGEST_PROOF_MS),
    atMost('longest that a check was due at any tick', lateMs, LONGEST_LATE_MS),
    atMost('all checked again after a standstill of 6 h, within', returnMs, LONGEST_RETURN_MS),
    {
      figure: 'time that five runs were busy',
      found: `${(world.log.totalMs / seats).toFixed(1)} %`,
      aim: '≤ 60 %',
      isMet: world.log.totalMs / seats <= 60,
    },
  ];
}

function atMost(figure: string, ms: number, mostMs: number): Verdict {
  return { figure, found: minutes(ms), aim: `≤ ${minutes(mostMs)}`, isMet: ms > 0 && ms <= mostMs };
}

function replacementVerdict({ world: { ca, coverage }, revokedAt }: Month): Verdict {
  const inAcm = coverage.history.filter(({ place }) => place === 'ACM');
  const before = new Map(inAcm.filter(({ since }) => since <= revokedAt).map(keyAndHold));
  const next = new Map(
    inAcm
      .filter(({ since }) => since > revokedAt)
      .toReversed()
      .map(keyAndHold),
  );
  const serials = new Set(ca.issued.filter((one) => one.revokedAt).map(({ serial }) => serial));
  // What was replaced before is of no use to anybody, whoever revokes it.
  const revoked = [...before].filter(([, { serial }]) => serials.has(serial)).map(([key]) => key);
  const waits = revoked.map((key) => (next.get(key)?.since.getTime() ?? Infinity) - revokedAt.getTime());
  const longestMs = Math.max(...waits);
  const { figure, ...verdict } = atMost('', longestMs, LONGEST_REPLACEMENT_MS);
  return { figure: `${revoked.length} revoked at once, replaced in ACM within`, ...verdict };
}

function keyAndHold(hold: Hold): [string, Hold] {
  return [`${hold.certificateName} ${hold.region}`, hold];
}

function limitVerdicts({ world: { ca } }: Month): Verdict[] {
  const most = ca.limits.peak('orders');
  return [
    none('orders refused for a limit', ca.breaches),
    {
      figure: `most ${LIMITS.orders.words}, exempt ones apart`,
      found: String(most),
      aim: '≤ 300',
      isMet: most <= 300,
    },
  ];
}

function runVerdicts({ world: { dnscale, log } }: Month): Verdict[] {
  const unexpected = [...log.counts.keys()].filter((key) => key.startsWith('failed: unexpected'));
  return [
    none('TXT values left at the end', dnscale.values()),
    none('runs without a report', log.lostRuns),
    none('failures without a type', unexpected),
  ];
}

function minutes(ms: number): string {
  if (!Number.isFinite(ms)) return 'never';
  const whole = Math.round(ms / MINUTE_MS);
  return whole < 120 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}
