/**
 * Lives through a story on the virtual clock: a tick every 10 minutes, declarations and the revocation at their time. Once
 * a day it searches DNScale for TXT values that no state lists.
 */
import { tickLimits } from '../../../functions/engine/config/limits.ts';
import { declareCertificate } from '../../../functions/engine/declare/declare-certificate.ts';
import { planChecks } from '../../../functions/engine/run/plan-checks.ts';
import { aDeclaration } from '../../../test/support/builders.ts';
import type { ModelledMails } from '../../../test/support/world/modelled-mails.ts';
import type { ModelledProbes } from '../../../test/support/world/modelled-probes.ts';
import type { ModelledWorld } from '../../../test/support/world/modelled-world.ts';
import { MODEL_TABLES } from '../../../test/support/world/models/dynamodb.ts';
import type { MetricAlarm } from '../../../test/support/world/models/metric-alarm.ts';
import type { Random } from '../../../test/support/world/models/seeded-random.ts';
import type { Trouble } from '../../../test/support/world/models/troubles.ts';
import { FOREVER } from '../../../test/support/world/models/virtual-clock.ts';
import { KINDS } from './mails.ts';
import type { Story } from './story.ts';

export type Lived = {
  ticks: number;
  /** TXT values that no state listed on some day: `name value`. */
  unlisted: string[];
  /** When a state first had the failure of a trouble, at a tick while it lasted. */
  seenFirst: Map<Trouble, Date>;
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const TICK_MS = 10 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** As functions/plan/handler.ts. */
const LIMITS = tickLimits(10);
/** EventBridge delivers at least once. */
const SHARE_OF_DOUBLE_TICKS = 0.01;

type Company = {
  /** Called once every simulated month. */
  tell?: ((line: string) => void) | undefined;
  /** @default - nobody is told anything */
  mails?: ModelledMails | undefined;
  /** @default - nothing is probed */
  probes?: ModelledProbes | undefined;
  /** They begin with every so many ticks. @default 1 */
  probesEvery?: number | undefined;
  /** On the invocations of plan. @default - there is none */
  alarm?: MetricAlarm | undefined;
};

export async function liveThrough(
  story: Story,
  world: ModelledWorld,
  random: Random,
  company: Company = {},
): Promise<Lived> {
  const { clock, queue } = world;
  schedule(story, world);
  const lived: Lived = { ticks: 0, unlisted: [], seenFirst: new Map() };
  for (let at = story.startsAt.getTime(); at < story.endsAt.getTime(); at += TICK_MS) {
    await clock.until(new Date(at));
    if ((at - story.startsAt.getTime()) % DAY_MS === 0) lived.unlisted.push(...unlistedValues(world));
    if ((at - story.startsAt.getTime()) % (30 * DAY_MS) === 0)
      company.tell?.(`${new Date(at).toISOString().slice(0, 10)}`);
    lived.ticks += 1;
    const isTwice = random.happens(SHARE_OF_DOUBLE_TICKS);
    if (!story.troubles.isIn('schedule', new Date(at))) {
      company.alarm?.count(new Date(at));
      await tick(story, world, lived, { ...company, isTwice });
    }
    for (let minute = 0; minute < TICK_MS; minute += MINUTE_MS)
      company.alarm?.evaluate(new Date(at + minute));
  }
  while (!queue.isIdle()) await clock.sleep(MINUTE_MS, FOREVER);
  return lived;
}

/** Of all schedules: the probes look before somebody is told. */
async function tick(
  story: Story,
  world: ModelledWorld,
  { seenFirst, ticks }: Lived,
  { mails, probes, probesEvery = 1, isTwice }: Company & { isTwice: boolean },
): Promise<void> {
  await planChecks(world.plan, LIMITS, FOREVER);
  if (isTwice) await planChecks(world.plan, LIMITS, FOREVER);
  if (ticks % probesEvery === 0) await probes?.tick(FOREVER);
  noteSeen(story, world, seenFirst);
  await mails?.tick(FOREVER);
}

function schedule(story: Story, { clock, declare, ca, log }: ModelledWorld): void {
  const { startsAt, fleet, declaredEveryMs, revokedAt, declaredAgainAt, troubles } = story;
  const at = (time: Date, act: () => void) => clock.later(time.getTime() - startsAt.getTime(), act);
  const declareOne = (index: number) => {
    const definition = fleet[index];
    if (!definition) return;
    declareCertificate(aDeclaration({ definition }), declare, FOREVER).catch((thrown: unknown) => {
      // A deployment into a region that is off fails, and changes nothing.
      if (!troubles.isIn('region', clock.now())) log.lost(String(thrown));
    });
  };
  for (const index of fleet.keys()) {
    at(new Date(startsAt.getTime() + index * declaredEveryMs), () => declareOne(index));
    for (const time of declaredAgainAt)
      at(new Date(time.getTime() + index * SECOND_MS), () => declareOne(index));
  }
  at(revokedAt, () => ca.revokeAll());
}

function noteSeen(
  { troubles }: Story,
  { tables, clock }: ModelledWorld,
  seenFirst: Map<Trouble, Date>,
): void {
  const now = clock.now();
  for (const trouble of troubles.all) {
    const { party, startsAt, endsAt } = trouble;
    const as = KINDS[party]?.seen?.as;
    if (as === undefined || now < startsAt || endsAt <= now || seenFirst.has(trouble)) continue;
    const items = [MODEL_TABLES.states, MODEL_TABLES.observations].flatMap((name) => tables.items(name));
    if (items.some((item) => seenIn(item).includes(as))) seenFirst.set(trouble, now);
  }
}

type SeenItem = {
  failure?: { code: string };
  readiness?: { failure?: { code: string } };
  places?: { standing: string }[];
};

/** The codes of its failures, and how its places stand. */
function seenIn({ failure, readiness, places = [] }: SeenItem): (string | undefined)[] {
  return [failure?.code, readiness?.failure?.code, ...places.map(({ standing }) => standing)];
}

/** A run lists a value in the state before it writes it, so there must be none at any time. */
function unlistedValues({ tables, dnscale }: ModelledWorld): string[] {
  const listed = new Set(
    tables
      .items(MODEL_TABLES.states)
      .flatMap(({ txtRecords }) => (txtRecords ?? []) as { name: string; value: string }[])
      .map(({ name, value }) => `${name} ${value}`),
  );
  return dnscale.values().filter((value) => !listed.has(value));
}
