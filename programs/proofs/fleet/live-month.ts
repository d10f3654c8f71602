/**
 * A large fleet lives for some weeks on the virtual clock: a tick every ten minutes, five runs at a time. On the way a tenth of it is
 * revoked at once, and all schedules stand still for six hours.
 */
import { tickLimits } from '../../../functions/engine/config/limits.ts';
import { planChecks } from '../../../functions/engine/run/plan-checks.ts';
import type { ModelledWorld } from '../../../test/support/world/modelled-world.ts';
import { MODEL_TABLES } from '../../../test/support/world/models/dynamodb.ts';
import { seededRandom } from '../../../test/support/world/models/seeded-random.ts';
import { listTroubles, type Troubles } from '../../../test/support/world/models/troubles.ts';
import { FOREVER } from '../../../test/support/world/models/virtual-clock.ts';
import { createOldFleet, nextTick } from './old-fleet.ts';

export type MonthOptions = {
  seed: number;
  days: number;
  certificates: number;
  tell?: (line: string) => void;
};

/** What a tick finds before it plans. */
export type Sample = {
  at: Date;
  /** How long the certificate that has waited longest has been due for its check. */
  lateMs: number;
  /** How old the oldest proof of readiness is. */
  proofMs: number;
};

export type Month = {
  world: ModelledWorld;
  startsAt: Date;
  endsAt: Date;
  troubles: Troubles;
  revokedAt: Date;
  samples: Sample[];
  /** In a tick. */
  mostDue: number;
};

const MINUTE_MS = 60_000;
const TICK_MS = 10 * MINUTE_MS;
const DAY_MS = 144 * TICK_MS;
/** Ten thousand certificates are made in less. */
const BEGINNING_MS = DAY_MS;
/** For each certificate, and some more than it takes. */
const MAKING_MS = 2_500;
const FIRST_DAY = new Date('2027-01-04T00:00:00Z');
const REVOKED_SHARE = 0.1;
const REVOKED_AT_SHARE = 0.3;
const OFF_AT_SHARE = 0.7;
const OFF_MS = 6 * 6 * TICK_MS;
/** EventBridge delivers at least once. */
const SHARE_OF_DOUBLE_TICKS = 0.01;

export async function liveMonth({ seed, days, certificates, tell }: MonthOptions): Promise<Month> {
  const random = seededRandom(seed);
  const startsAt = new Date(FIRST_DAY.getTime() + BEGINNING_MS);
  const at = (share: number) => new Date(nextTick(new Date(startsAt.getTime() + share * days * DAY_MS)));
  const off = at(OFF_AT_SHARE);
  const beganAt = new Date(startsAt.getTime() - Math.max(HOUR_MS / 2, certificates * MAKING_MS));
  // While the fleet is made no tick comes: of ten thousand, the first ones are due for an hour before the last one is there.
  const troubles = listTroubles([
    { party: 'schedule', startsAt: beganAt, endsAt: startsAt },
    { party: 'schedule', startsAt: off, endsAt: new Date(off.getTime() + OFF_MS) },
  ]);
  const world = await createOldFleet({ startsAt: beganAt, certificates, troubles, random });
  const { clock, plan, queue, ca, tables, log } = world;
  tell?.(`${certificates} certificates made by ${clock.now().toISOString()}`);
  const endsAt = new Date(startsAt.getTime() + days * DAY_MS);
  const revokedAt = at(REVOKED_AT_SHARE);
  const month: Month = { world, startsAt, endsAt, troubles, revokedAt, samples: [], mostDue: 0 };
  for (let now = startsAt; now < endsAt; now = new Date(now.getTime() + TICK_MS)) {
    await clock.until(now);
    if (now.getTime() === revokedAt.getTime()) ca.revokeAll(() => random.happens(REVOKED_SHARE));
    if ((now.getTime() - startsAt.getTime()) % DAY_MS === 0) {
      tell?.(`${now.toISOString().slice(0, 10)}: ${log.runs} runs, ${ca.issued.length} certificates`);
    }
    month.samples.push(sample(tables.items(MODEL_TABLES.states), now));
    if (troubles.isIn('schedule', now)) continue;
    const isTwice = random.happens(SHARE_OF_DOUBLE_TICKS);
    const { dueCount } = await planChecks(plan, tickLimits(10), FOREVER);
    month.mostDue = Math.max(month.mostDue, dueCount);
    if (isTwice) await planChecks(plan, tickLimits(10), FOREVER);
  }
  while (!queue.isIdle()) await clock.sleep(MINUTE_MS, FOREVER);
  return month;
}

const HOUR_MS = 6 * TICK_MS;

type State = {
  kind?: string;
  nextCheckAt?: string;
  failure?: unknown;
  readiness?: { at: string };
};

/** What has failed is judged by its own figures. */
function sample(items: readonly State[], at: Date): Sample {
  const now = at.toISOString();
  let due = now;
  let proved = now;
  for (const { kind, nextCheckAt, failure, readiness } of items) {
    if (kind !== 'state' || failure !== undefined) continue;
    if (nextCheckAt !== undefined && nextCheckAt < due) due = nextCheckAt;
    if (readiness && readiness.at < proved) proved = readiness.at;
  }
  return { at, lateMs: at.getTime() - Date.parse(due), proofMs: at.getTime() - Date.parse(proved) };
}
