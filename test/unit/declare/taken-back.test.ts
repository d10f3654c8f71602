/**
 * A certificate or a region that is declared again while a run deletes what was withdrawn: the deployment never gets an ARN that
 * is gone a moment later. Handlers, plan and whole runs in one process; only the parties are models.
 */
import type {
  CdkCustomResourceEvent,
  CdkCustomResourceIsCompleteEvent,
  CdkCustomResourceIsCompleteResponse,
  Context,
} from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { type DeploymentsWorld, openDeploymentsWorld } from '../../support/world/deployments-world.ts';
import type { Properties } from '../../support/world/models/cloudformation.ts';
import { isComplete, onEvent } from './handlers.ts';

const HOUR_MS = 3_600_000;
const CONTEXT = { getRemainingTimeInMillis: () => 60_000 } as Context;

const doomed = (regions = ['eu-central-1']): Properties => ({
  certificateName: 'shop',
  domainNames: ['shop.example.com'],
  keyAlgorithm: 'EC_PRIME256V1',
  certificateAuthority: 'https://ca.test/directory',
  regions,
  removalPolicy: 'destroy',
});

let world: DeploymentsWorld;

beforeEach(async () => {
  world = await openDeploymentsWorld({ onEvent, isComplete }, ['example.com']);
});

const create = (stack: string, properties: Properties) => ({
  RequestType: 'Create',
  StackId: `arn:aws:cloudformation:eu-central-1:111122223333:stack/${stack}/1f2e`,
  LogicalResourceId: 'A',
  ResourceProperties: properties,
});

/** Sends the event, and asks once whether it is done, as the framework does. */
async function begin(event: object): Promise<() => Promise<CdkCustomResourceIsCompleteResponse>> {
  const answer = await onEvent(event as CdkCustomResourceEvent, CONTEXT);
  return () => isComplete({ ...event, ...answer } as unknown as CdkCustomResourceIsCompleteEvent, CONTEXT);
}

/** The ARNs in the answer once it is complete. */
async function completed(ask: () => Promise<CdkCustomResourceIsCompleteResponse>) {
  for (let question = 0; question < 300; question += 1) {
    const answer = await ask();
    const found = Object.entries('Data' in answer ? (answer.Data ?? {}) : {});
    if (answer.IsComplete) return found.flatMap(([name, arn]) => (/^Arn./.test(name) ? [String(arn)] : []));
    await world.pass(5_000);
  }
  throw new Error('never complete');
}

/** Does this once, right before a run deletes a copy. */
function beforeDeletion(act: () => Promise<void>) {
  const { deleteCertificate } = world.ports.importer;
  let isDone = false;
  world.ports.importer.deleteCertificate = async (...args) => {
    if (!isDone) await act();
    isDone = true;
    return deleteCertificate(...args);
  };
}

describe('a certificate that is declared again', () => {
  it('while a run deletes its copy is not ready with that copy, but with the next one', async () => {
    await world.cloudFormation.deploy('Shop', { A: doomed() });
    let ask: Awaited<ReturnType<typeof begin>> | undefined;
    const atOnce: unknown[] = [];
    beforeDeletion(async () => {
      ask = await begin(create('Other', doomed()));
      atOnce.push(await ask());
    });

    await world.cloudFormation.deploy('Shop', {});
    await world.pass(600_000);

    expect(atOnce).toEqual([{ IsComplete: false }]);
    if (!ask) throw new Error('nothing was deleted');
    const arns = await completed(ask);
    await world.pass(24 * HOUR_MS);
    expect(world.acm.arns()).toEqual(arns);
    expect(world.ca.issued).toHaveLength(1);
  });

  it('after a run has begun keeps its ARN: the run reads the definition once more', async () => {
    await world.cloudFormation.deploy('Shop', { A: doomed() });
    const before = world.acm.arns();
    const { claim } = world.ports.records;
    let ask: Awaited<ReturnType<typeof begin>> | undefined;
    world.ports.records.claim = async (...args) => {
      ask ??= await begin(create('Other', doomed()));
      return claim(...args);
    };

    await world.cloudFormation.deploy('Shop', {});
    await world.pass(600_000);

    if (!ask) throw new Error('no run began');
    expect(await completed(ask)).toEqual(before);
    await world.pass(24 * HOUR_MS);
    expect(world.acm.arns()).toEqual(before);
  });
});

describe('a region that a rollback brings back', () => {
  it('while a run deletes its copy is not ready with that copy', async () => {
    const both = doomed(['eu-central-1', 'us-east-1']);
    await world.cloudFormation.deploy('Shop', { A: both });
    let ask: Awaited<ReturnType<typeof begin>> | undefined;
    const atOnce: unknown[] = [];
    beforeDeletion(async () => {
      const back = { ...create('Shop', both), RequestType: 'Update', PhysicalResourceId: 'shop' };
      ask = await begin({ ...back, OldResourceProperties: doomed() });
      atOnce.push(await ask());
    });

    await world.cloudFormation.deploy('Shop', { A: doomed() });
    await world.pass(600_000);

    expect(atOnce).toEqual([{ IsComplete: false }]);
    if (!ask) throw new Error('nothing was deleted');
    const arns = await completed(ask);
    expect(arns).toHaveLength(2);
    expect(world.acm.arns().toSorted()).toEqual(arns.toSorted());
  });
});
