/**
 * Removed certificates and regions, and what becomes of ACM's copies: the handlers of CloudFormation's events, plan and whole runs
 * in one process; only the parties are models.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type DeploymentsWorld, openDeploymentsWorld } from '../../support/world/deployments-world.ts';
import type { Moment, Properties, Template } from '../../support/world/models/cloudformation.ts';
import { FOREVER } from '../../support/world/models/virtual-clock.ts';

vi.mock('../../../functions/declare/wiring.ts', async () => {
  const { wiring } = await import('../../support/world/deployments-world.ts');
  return { wire: wiring.wire, wireAwait: wiring.wireAwait };
});
vi.mock('../../../functions/declare/environment.ts', () => ({
  readEnvironment: () => ({}),
  readAwaitEnvironment: () => ({}),
}));

import { isComplete, onEvent } from '../../../functions/declare/handler.ts';

const HOUR_MS = 3_600_000;

/** A certificate of the zone example.com. */
const cert = (changes: Properties = {}): Properties => ({
  certificateName: 'shop',
  domainNames: ['shop.example.com'],
  keyAlgorithm: 'EC_PRIME256V1',
  certificateAuthority: 'https://ca.test/directory',
  regions: ['eu-central-1'],
  ...changes,
});

let world: DeploymentsWorld;

beforeEach(async () => {
  world = await openDeploymentsWorld({ onEvent, isComplete }, ['example.com']);
});

const deploy = (template: Template, moment?: Moment, stack = 'Shop') =>
  world.cloudFormation.deploy(stack, template, moment);

async function deployed(template: Template, stack = 'Shop') {
  const outcome = await deploy(template, 'success', stack);
  if ('reason' in outcome) throw new Error(outcome.reason);
  return outcome.attributes;
}

const arnOf = (attributes: Record<string, Properties>, id = 'A') => String(attributes[id]?.Arn);
const issued = () => world.ca.issued.length;

/** What must hold at the end of every deployment: ACM and live files as declared, nothing left in DNS. */
function expectServed(arn: string, domainNames: string[], certificateName = 'shop') {
  expect(world.acm.namesOn(arn)?.toSorted()).toEqual(domainNames.toSorted());
  expect(world.liveNames(certificateName).toSorted()).toEqual(domainNames.toSorted());
  expect(world.dnscale.values()).toEqual([]);
}

describe('a removal', () => {
  it('keeps the ARN with its certificate, and waits for nothing', async () => {
    const first = arnOf(await deployed({ A: cert() }));
    const begunMs = world.clock.now().getTime();
    await deployed({});
    expect(world.clock.now().getTime()).toBe(begunMs);
    await world.pass(HOUR_MS);

    expectServed(first, ['shop.example.com']);
    expect(world.definitions()).toEqual([]);
    expect(await world.plan.dueIndex.findDue(new Date('2027-12-01T00:00:00Z'), FOREVER)).toEqual([]);
  });

  it('during a run ends with no definition and no TXT value', async () => {
    const deployment = deploy({ A: cert() }, 'cut-off');
    await deployment;
    await world.pass(HOUR_MS);

    expect(world.dnscale.values()).toEqual([]);
    expect(world.definitions()).toEqual([]);
  });

  it('of one region keeps its ARN, and tells that nobody renews it', async () => {
    const both = await deployed({ A: cert({ regions: ['eu-central-1', 'us-east-1'] }) });
    const one = await deployed({ A: cert() });
    await world.pass(HOUR_MS);

    expect(one.A).not.toHaveProperty('ArnUsEast1');
    expect(world.acm.namesOn(String(both.A?.ArnUsEast1))).toEqual(['shop.example.com']);
    expect(world.log.counts.get('warned: shop is no longer managed')).toBe(1);
  });

  it('tells that nobody renews what was kept', async () => {
    await deployed({ A: cert() });
    await deployed({});
    await world.pass(HOUR_MS);

    expect(world.log.counts.get('warned: shop is no longer managed')).toBe(1);
  });
});

describe('removalPolicy: destroy', () => {
  const doomed = (changes: Properties = {}) => cert({ removalPolicy: 'destroy', ...changes });

  it('deletes what is not in use, waits for nothing, and a later declaration gets an ARN without an order', async () => {
    const first = arnOf(await deployed({ A: doomed() }));
    await deployed({});
    await world.pass(HOUR_MS);
    expect(world.acm.arns()).toEqual([]);

    const second = arnOf(await deployed({ A: doomed() }));
    expect(second).not.toBe(first);
    expect(issued()).toBe(1);
  });

  it('leaves what is in use, and tells it', async () => {
    const first = arnOf(await deployed({ A: doomed() }));
    world.acm.use(first);
    await deployed({});
    await world.pass(HOUR_MS);

    expect(world.acm.arns()).toEqual([first]);
    expect(world.log.counts.get('warned: shop is no longer managed')).toBe(1);
    expect(arnOf(await deployed({ A: doomed() }))).toBe(first);
  });

  it('deletes the copy of a region that was removed', async () => {
    const both = await deployed({ A: doomed({ regions: ['eu-central-1', 'us-east-1'] }) });
    await deployed({ A: doomed() });
    await world.pass(HOUR_MS);

    expect(world.acm.arns()).toEqual([both.A?.ArnEuCentral1]);
  });

  it('deletes nothing of a name that somebody else of the stack has by now', async () => {
    const first = arnOf(await deployed({ A: doomed() }));
    await deployed({ B: doomed() });
    await world.pass(HOUR_MS);

    expect(world.acm.arns()).toEqual([first]);
  });

  it('deletes later what ACM refuses for now, and tells nobody', async () => {
    await deployed({ A: doomed() });
    world.away.add('acm');
    await deployed({});
    await world.pass(HOUR_MS);
    expect(world.acm.arns()).toHaveLength(1);

    world.away.clear();
    await world.pass(HOUR_MS);
    await world.pass(HOUR_MS);

    expect(world.acm.arns()).toEqual([]);
    expect(world.log.counts.get('warned: shop is no longer managed')).toBeUndefined();
    expect(await world.plan.dueIndex.findDue(new Date('2027-12-01T00:00:00Z'), FOREVER)).toEqual([]);
  });

  it('tells after a day that a copy could not be deleted, and tries no more', async () => {
    await deployed({ A: doomed() });
    world.away.add('acm');
    await deployed({});
    for (let hour = 0; hour < 30; hour += 1) await world.pass(HOUR_MS);

    expect(world.log.counts.get('warned: shop is no longer managed')).toBe(1);
    expect(await world.plan.dueIndex.findDue(new Date('2027-12-01T00:00:00Z'), FOREVER)).toEqual([]);
  });

  it('leaves a stack removable while ACM refuses everything', async () => {
    await deployed({ A: doomed() });
    world.away.add('acm');
    await deployed({});
    await world.pass(HOUR_MS);

    expect(world.acm.arns()).toHaveLength(1);
    expect(world.definitions()).toEqual([]);
  });
});
