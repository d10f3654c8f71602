/** The table of the proof: each figure with what was found, the aim, and whether it was met. */

import type { ModelledWorld } from '../../../test/support/world/modelled-world.ts';
import { type IssuedCertificate, renewalWindow } from '../../../test/support/world/models/ca-certificates.ts';
import { LIMITS, type Limit } from '../../../test/support/world/models/ca-limits.ts';
import type { Gap, Hold, Place } from '../../../test/support/world/models/coverage.ts';
import type { Party, Trouble } from '../../../test/support/world/models/troubles.ts';
import type { LastHours } from './last-hours.ts';
import type { Lived } from './live-through.ts';
import { judgeRenewals } from './renewals.ts';
import type { Story } from './story.ts';
import { none, type Verdict } from './verdict.ts';

const HOUR_MS = 3_600_000;
/** Three pauses of an hour: the CA comes back in the first; the try after it may meet another failure, and the next too. */
const LONGEST_RETURN_MS = 3 * HOUR_MS;

export function judgeProof(story: Story, world: ModelledWorld, lived: Lived): Verdict[] {
  return [
    ...expiryVerdicts(story, world),
    ...renewalVerdicts(story, world),
    ...revocationVerdicts(story, world),
    ...limitVerdicts(world),
    ...runVerdicts(world, lived),
  ];
}

/** The outage must have come when little life was left, or it proves nothing. */
export function judgeLastHours(lives: readonly LastHours[]): Verdict {
  const spared = lives.flatMap(({ sparedMs }) => sparedMs ?? []);
  return {
    figure: 'renewed though the CA was down for 3 h until an hour before the end (160 h, 45 d, 90 d)',
    found: `${spared.length}; ${minutes(Math.min(...spared))} before the end`,
    aim: '3',
    isMet: lives.length === 3 && lives.every(({ leftMs, sparedMs }) => leftMs <= 1.2 * HOUR_MS && sparedMs),
  };
}

function expiryVerdicts({ troubles }: Story, { coverage, ca, clock }: ModelledWorld): Verdict[] {
  const bySerial = new Map(ca.issued.map((certificate) => [certificate.serial, certificate]));
  const gaps = coverage.gaps(clock.now()).map((gap) => ({
    ...gap,
    outage: outageThatEndedIt(bySerial.get(gap.hold.serial), troubles.all),
  }));
  const avoidable = gaps.filter(({ outage }) => !outage);
  const bound = gaps.flatMap(({ outage, ...gap }) => (outage ? [{ ...gap, outage }] : []));
  const back = bound.map(({ outage, endsAt }) => endsAt.getTime() - outage.endsAt.getTime());
  const names = new Set(bound.map(({ hold }) => hold.certificateName));
  return [
    none('expired: live copies', at('live copy', avoidable).map(describeGap)),
    none('expired: in ACM', at('ACM', avoidable).map(describeGap)),
    {
      figure: 'expired while the CA was down from window to end of life (160 h only)',
      found: `${names.size}; back ${hours(Math.max(0, ...back))} after the CA`,
      aim: 'back ≤ 3 h',
      isMet: back.every((ms) => ms <= LONGEST_RETURN_MS),
    },
  ];
}

/** The outage of the CA that left no moment between the end of the window and the end of life. */
function outageThatEndedIt(certificate: IssuedCertificate | undefined, troubles: readonly Trouble[]) {
  if (!certificate) return undefined;
  const { endsAt } = renewalWindow({ ...certificate, revokedAt: undefined });
  return troubles.find(
    (one) => one.party === 'ca' && one.startsAt <= endsAt && certificate.notAfter <= one.endsAt,
  );
}

function at(place: Place, gaps: readonly Gap[]): Gap[] {
  return gaps.filter(({ hold }) => hold.place === place);
}

function describeGap({ hold, endsAt }: Gap): string {
  return `${hold.certificateName} from ${hold.notAfter.toISOString()} to ${endsAt.toISOString()}`;
}

function renewalVerdicts(story: Story, { ca, coverage }: ModelledWorld): Verdict[] {
  const { healthy, troubled, duplicates } = judgeRenewals(ca.issued, story);
  const inside = healthy.filter(({ inWindow }) => inWindow).length;
  const share = (100 * inside) / healthy.length;
  const live = new Set(coverage.history.map(({ serial }) => serial));
  return [
    {
      figure: 'healthy renewals inside their ARI window',
      found: `${share.toFixed(2)} % (${inside} of ${healthy.length}; ${troubled} in troubled times)`,
      aim: '≥ 99 %',
      isMet: healthy.length > 0 && share >= 99,
    },
    none(
      'certificates issued without a cause',
      duplicates.map(({ domainNames, orderedAt }) => `${domainNames[0]} at ${orderedAt.toISOString()}`),
    ),
    none(
      'certificates issued and never used',
      ca.issued.filter(({ serial }) => !live.has(serial)).map(({ domainNames }) => `${domainNames[0]}`),
    ),
  ];
}

/** For each place that held a revoked certificate: the time until it held another one. */
function revocationVerdicts({ revokedAt, fleet }: Story, { coverage }: ModelledWorld): Verdict[] {
  const waits = fleet.flatMap(({ certificateName, regions }) =>
    [{ place: 'live copy' as const }, ...regions.map((region) => ({ place: 'ACM' as const, region }))].map(
      (where) => {
        const next = coverage.history.find(isNext({ ...where, certificateName }, revokedAt));
        return next ? next.since.getTime() - revokedAt.getTime() : Number.POSITIVE_INFINITY;
      },
    ),
  );
  const longest = Math.max(...waits);
  return [
    {
      figure: `${fleet.length} revoked certificates replaced, here and in ACM, within`,
      found: hours(longest),
      aim: '≤ 7 h',
      isMet: longest <= 7 * HOUR_MS,
    },
  ];
}

function isNext(
  { place, region, certificateName }: Pick<Hold, 'place' | 'region' | 'certificateName'>,
  after: Date,
) {
  return (hold: Hold) =>
    hold.place === place &&
    hold.region === region &&
    hold.certificateName === certificateName &&
    hold.since > after;
}

function limitVerdicts({ ca }: ModelledWorld): Verdict[] {
  const peaks = (Object.keys(LIMITS) as Limit[]).map((limit) => ({
    figure: `most ${LIMITS[limit].words}`,
    found: String(ca.limits.peak(limit)),
    aim: `< ${LIMITS[limit].most + 1}`,
    isMet: ca.limits.peak(limit) <= LIMITS[limit].most,
  }));
  return [none('orders refused for a limit', ca.breaches), ...peaks];
}

/** How each outage shows in the log: one in which nothing was due proves nothing. The others show by what was told (mails.ts). */
const FELT: Partial<Record<Party, string>> = {
  ari: 'warned: The CA was asked when',
  ca: 'failed: acme-unavailable',
  dnscale: 'failed: dnscale-unavailable',
  acm: 'failed: import-failed',
};

function runVerdicts({ dnscale, log }: ModelledWorld, { unlisted }: Lived): Verdict[] {
  const told = [...log.counts.keys()];
  const unexpected = told.filter((key) => key.startsWith('failed: unexpected'));
  const unfelt = Object.values(FELT).filter((words) => !told.some((key) => key.startsWith(words)));
  return [
    none('outages that no run ran into', unfelt),
    none('TXT values left at the end', dnscale.values()),
    none('TXT values that no state lists, on any day', unlisted),
    none('runs without a report', log.lostRuns),
    none('failures without a type', unexpected),
    {
      figure: 'longest run',
      found: `${(log.longestMs / 1_000).toFixed(0)} s`,
      aim: '≤ 290 s',
      isMet: log.longestMs <= 290_000,
    },
  ];
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(0)} min`;
}

function hours(ms: number): string {
  return `${(ms / HOUR_MS).toFixed(1)} h`;
}
