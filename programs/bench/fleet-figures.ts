/** What the functions do at the ticks of a fleet: processor time, memory, and what DynamoDB counts. All parties but these are models. */
import { createCertificateOverview } from '../../functions/aws/certificate-overview.ts';
import { createFleetIndex } from '../../functions/aws/fleet-index.ts';
import { tickLimits } from '../../functions/engine/config/limits.ts';
import { fleetFigures } from '../../functions/engine/renewal/fleet-figures.ts';
import { shareOutChecks } from '../../functions/engine/renewal/share-out-checks.ts';
import { planChecks } from '../../functions/engine/run/plan-checks.ts';
import { renewCertificate } from '../../functions/engine/run/renew-certificate.ts';
import { createModelledMails } from '../../test/support/world/modelled-mails.ts';
import { createModelledProbes } from '../../test/support/world/modelled-probes.ts';
import { type ModelledWorld, runTimes } from '../../test/support/world/modelled-world.ts';
import {
  type CapacityMeter,
  type Consumed,
  createCapacityMeter,
} from '../../test/support/world/models/capacity.ts';
import { MODEL_TABLES } from '../../test/support/world/models/dynamodb.ts';
import { seededRandom } from '../../test/support/world/models/seeded-random.ts';
import { listTroubles } from '../../test/support/world/models/troubles.ts';
import { FOREVER } from '../../test/support/world/models/virtual-clock.ts';
import { createOldFleet, nextTick } from '../proofs/fleet/old-fleet.ts';

export type Figure = Consumed & { busyMs: number; heapBytes: number };

/** What a run was about. */
export type RunKind = 'question' | 'proof' | 'renewal';

export type FleetFigures = {
  certificates: number;
  /** At one tick; the mean of some. */
  plan: Figure;
  notify: Figure;
  probe: Figure;
  /** Of the command, once. */
  status: Figure;
  /** Of one run; the mean of some. Undefined where none of the kind was met. */
  runs: Record<RunKind, (Figure & { count: number }) | undefined>;
};

const START = new Date('2027-01-04T00:00:00Z');
const TICK_MS = 600_000;
/** Until questions and proofs are spread over the day. */
const TICKS_BEFORE = 40;
const TICKS_MEASURED = 6;
const RUNS_MEASURED = 20;

export async function measureFleet(certificates: number): Promise<FleetFigures> {
  const meter = createCapacityMeter();
  const random = seededRandom(1);
  const troubles = listTroubles([]);
  const world = await createOldFleet({ startsAt: START, certificates, troubles, random, meter });
  const { clock, tables } = world;
  const mails = createModelledMails(tables, clock);
  const probes = createModelledProbes(world, troubles, '');
  const measure = createMeasure(meter);
  const fleet = createFleetIndex({ client: () => tables.client, tableName: MODEL_TABLES.states });
  const plan = async () => {
    await planChecks(world.plan, tickLimits(10), FOREVER);
    // As the handler does, for its metrics.
    return fleetFigures(await fleet.readFleet(clock.now(), FOREVER), clock.now());
  };
  const found = { plan: [] as Figure[], notify: [] as Figure[], probe: [] as Figure[] };
  const runs: [RunKind, Figure][] = [];
  for (let tick = 0; tick < TICKS_BEFORE + TICKS_MEASURED; tick += 1) {
    await clock.until(nextTick(new Date(clock.now().getTime() + TICK_MS / 2)));
    const isMeasured = tick >= TICKS_BEFORE;
    if (isMeasured) runs.push(...(await measureRuns(world, measure)));
    // Plan comes last: what it sends begins to run as soon as the clock goes on.
    const figures = {
      probe: await measure(() => probes.tick(FOREVER)),
      notify: await measure(() => mails.tick(FOREVER)),
      plan: await measure(plan),
    };
    if (!isMeasured) continue;
    for (const name of ['plan', 'notify', 'probe'] as const) found[name].push(figures[name]);
  }
  const overview = createCertificateOverview({
    caller: { profileOption: '' },
    client: () => tables.client,
    tables: MODEL_TABLES,
  });
  const status = await measure(() => overview.listCertificates(FOREVER));
  return {
    certificates,
    plan: mean(found.plan),
    notify: mean(found.notify),
    probe: mean(found.probe),
    status,
    runs: {
      question: meanOf('question', runs),
      proof: meanOf('proof', runs),
      renewal: meanOf('renewal', runs),
    },
  };
}

type Measure = (act: () => Promise<unknown>) => Promise<Figure>;

/** The heap is what is held at the end beyond the begin, with all that was not yet collected: an upper bound. */
function createMeasure(meter: CapacityMeter): Measure {
  return async (act) => {
    globalThis.gc?.();
    meter.take();
    const heapBefore = process.memoryUsage().heapUsed;
    const began = process.cpuUsage();
    const result = await act();
    const { user, system } = process.cpuUsage(began);
    const heapBytes = Math.max(0, process.memoryUsage().heapUsed - heapBefore);
    // It lives until here.
    void result;
    return { ...meter.take(), busyMs: (user + system) / 1_000, heapBytes };
  };
}

/** Some of those that are due, one after the other: what is consumed meanwhile is theirs. */
async function measureRuns(world: ModelledWorld, measure: Measure): Promise<[RunKind, Figure][]> {
  const { clock, ports, plan, log } = world;
  const due = await plan.dueIndex.findDue(clock.now(), FOREVER);
  const { renewals, others } = shareOutChecks(due, tickLimits(10), clock.now());
  const runs: [RunKind, Figure][] = [];
  for (const certificateName of [...renewals, ...others].slice(0, RUNS_MEASURED)) {
    const before = new Map(log.counts);
    const figure = await measure(async () => {
      const times = runTimes(clock);
      await renewCertificate(certificateName, ports, times, { askedAt: clock.now() });
      for (const { release } of Object.values(times)) release();
    });
    const isNew = (event: string) => (log.counts.get(event) ?? 0) > (before.get(event) ?? 0);
    if (!isNew('run-finished')) continue;
    const kind = isNew('certificate-stored') ? 'renewal' : isNew('readiness-proved') ? 'proof' : 'question';
    runs.push([kind, figure]);
  }
  return runs;
}

function meanOf(kind: RunKind, runs: readonly [RunKind, Figure][]): (Figure & { count: number }) | undefined {
  const own = runs.flatMap(([one, figure]) => (one === kind ? [figure] : []));
  return own.length === 0 ? undefined : { ...mean(own), count: own.length };
}

function mean(figures: readonly Figure[]): Figure {
  const of = (key: keyof Figure) => figures.reduce((sum, figure) => sum + figure[key], 0) / figures.length;
  return {
    calls: of('calls'),
    readUnits: of('readUnits'),
    writeUnits: of('writeUnits'),
    busyMs: of('busyMs'),
    heapBytes: of('heapBytes'),
  };
}
