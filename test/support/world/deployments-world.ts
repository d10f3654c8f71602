/**
 * Stacks that declare certificates at a renewer, in one process: CloudFormation is a model, the handlers of `declare` are the
 * real ones, and so is what runs behind them (modelled-world.ts). A test puts `wiring` in the place of their wiring.
 */

import { parseDefinitionItem } from '../../../functions/aws/item-parsers.ts';
import { livePrefix } from '../../../functions/aws/store-keys.ts';
import { tickLimits } from '../../../functions/engine/config/limits.ts';
import { planChecks } from '../../../functions/engine/run/plan-checks.ts';
import { NOW } from '../builders.ts';
import { createModelledWorld, type FixedTimes, type ModelledWorld } from './modelled-world.ts';
import { type CloudFormationModel, createCloudFormation, type Handlers } from './models/cloudformation.ts';
import { MODEL_TABLES } from './models/dynamodb.ts';
import { seededRandom } from './models/seeded-random.ts';
import { listTroubles, type Party } from './models/troubles.ts';
import { FOREVER } from './models/virtual-clock.ts';

export type DeploymentsWorld = ModelledWorld & {
  cloudFormation: CloudFormationModel;
  /** Who is away. */
  away: Set<Party>;
  /** Does this once, when the next deployment has failed and before it is undone. */
  onRollback(act: () => void): void;
  /** Lets so much time pass, with the ticks of the schedule. */
  pass(ms: number): Promise<void>;
  /** What each name's definition says, with its owner; former ones are not in it. */
  definitions(): { certificateName: string; owner: string; domainNames: string[] }[];
  /** The names in the live version's pointer. */
  liveNames(certificateName: string): string[];
};

const TICK_MS = 600_000;

/** Stands in the place of functions/declare/wiring.ts; each world that is opened takes it over. */
export const wiring = {
  current: undefined as ModelledWorld | undefined,
  wire: () => ({
    get ports() {
      return expectOpen().declare;
    },
    log: SILENT,
    allowed: {
      regions: ['eu-central-1', 'us-east-1'],
      certificateAuthorities: ['https://ca.test/directory', 'https://staging.test/directory'],
    },
  }),
  wireAwait: () => ({
    get ports() {
      const { declared, declare } = expectOpen();
      return { ...declare, declared };
    },
    log: SILENT,
    bucketName: 'proof',
    livePrefix,
  }),
};

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

function expectOpen(): ModelledWorld {
  if (!wiring.current) throw new Error('no world is open');
  return wiring.current;
}

export async function openDeploymentsWorld(
  handlers: Handlers,
  zoneNames: readonly string[],
  seed = 1,
  times: FixedTimes = {},
): Promise<DeploymentsWorld> {
  const away = new Set<Party>();
  const troubles = { ...listTroubles([]), isIn: (party: Party) => away.has(party) };
  const world = await createModelledWorld(
    { startsAt: NOW, troubles, zoneNames, ...times },
    seededRandom(seed),
  );
  wiring.current = world;
  const { clock, plan, tables } = world;
  let atRollback = () => {};
  let ticks = 0;
  const tick = async () => {
    const due = Math.floor((clock.now().getTime() - NOW.getTime()) / TICK_MS);
    if (due === ticks) return;
    ticks = due;
    await planChecks(plan, tickLimits(10), FOREVER);
  };
  const pass = async (ms: number) => {
    await clock.sleep(ms, FOREVER);
    await tick();
  };
  return {
    ...world,
    away,
    pass,
    onRollback: (act) => {
      atRollback = act;
    },
    cloudFormation: createCloudFormation({
      handlers,
      region: 'eu-central-1',
      pause: () => pass(5_000),
      beforeRollback: () => {
        atRollback();
        atRollback = () => {};
      },
    }),
    definitions: () =>
      tables.items(MODEL_TABLES.definitions).map((item) => {
        const { definition, owner } = parseDefinitionItem(item);
        const { certificateName, domainNames } = definition;
        return { certificateName, owner: owner.replace('cloudformation:eu-central-1/', ''), domainNames };
      }),
    liveNames: (certificateName) => {
      const pointer = JSON.parse(world.bucket.text(`${livePrefix(certificateName)}current.json`) ?? '{}');
      return pointer.domainNames ?? [];
    },
  };
}
