/**
 * Removed certificates and regions, and what becomes of ACM's copies: the handlers of CloudFormation's events, plan and whole runs
 * in one process; only the parties are models.
 */
import { describe, expect, it } from 'vitest';
import type { Properties } from '../../support/world/models/cloudformation.ts';
import { FOREVER } from '../../support/world/models/virtual-clock.ts';
import { arnOf, cert, useDeployments } from './use-deployments.ts';

const HOUR_MS = 3_600_000;

const shop = useDeployments();
const { deploy, deployed, issued, expectServed } = shop;

describe('a removal', () => {
  it('keeps the ARN with its certificate, and waits for nothing', async () => {
    const first = arnOf(await deployed({ A: cert() }));
    const begunMs = shop.world.clock.now().getTime();
    await deployed({});
    expect(shop.world.clock.now().getTime()).toBe(begunMs);
    await shop.world.pass(HOUR_MS);

    expectServed(first, ['shop.example.com']);
    expect(shop.world.definitions()).toEqual([]);
    expect(await shop.world.plan.dueIndex.findDue(new Date('2027-12-01T00:00:00Z'), FOREVER)).toEqual([]);
  });

  it('during a run ends with no definition and no TXT value', async () => {
    const deployment = deploy({ A: cert() }, 'cut-off');
    await deployment;
    await shop.world.pass(HOUR_MS);

    expect(shop.world.dnscale.values()).toEqual([]);
    expect(shop.world.definitions()).toEqual([]);
  });

  it('of one region keeps its ARN, and tells that nobody renews it', async () => {
    const both = await deployed({ A: cert({ regions: ['eu-central-1', 'us-east-1'] }) });
    const one = await deployed({ A: cert() });
    await shop.world.pass(HOUR_MS);

    expect(one.A).not.toHaveProperty('ArnUsEast1');
    expect(shop.world.acm.namesOn(String(both.A?.ArnUsEast1))).toEqual(['shop.example.com']);
    expect(shop.world.log.counts.get('warned: shop is no longer managed')).toBe(1);
  });

  it('tells that nobody renews what was kept', async () => {
    await deployed({ A: cert() });
    await deployed({});
    await shop.world.pass(HOUR_MS);

    expect(shop.world.log.counts.get('warned: shop is no longer managed')).toBe(1);
  });
});

describe('removalPolicy: destroy', () => {
  const doomed = (changes: Properties = {}) => cert({ removalPolicy: 'destroy', ...changes });

  it('deletes what is not in use, waits for nothing, and a later declaration gets an ARN without an order', async () => {
    const first = arnOf(await deployed({ A: doomed() }));
    await deployed({});
    await shop.world.pass(HOUR_MS);
    expect(shop.world.acm.arns()).toEqual([]);

    const second = arnOf(await deployed({ A: doomed() }));
    expect(second).not.toBe(first);
    expect(issued()).toBe(1);
  });

  it('leaves what is in use, and tells it', async () => {
    const first = arnOf(await deployed({ A: doomed() }));
    shop.world.acm.use(first);
    await deployed({});
    await shop.world.pass(HOUR_MS);

    expect(shop.world.acm.arns()).toEqual([first]);
    expect(shop.world.log.counts.get('warned: shop is no longer managed')).toBe(1);
    expect(arnOf(await deployed({ A: doomed() }))).toBe(first);
  });

  it('deletes the copy of a region that was removed', async () => {
    const both = await deployed({ A: doomed({ regions: ['eu-central-1', 'us-east-1'] }) });
    await deployed({ A: doomed() });
    await shop.world.pass(HOUR_MS);

    expect(shop.world.acm.arns()).toEqual([both.A?.ArnEuCentral1]);
  });

  it('deletes nothing of a name that somebody else of the stack has by now', async () => {
    const first = arnOf(await deployed({ A: doomed() }));
    await deployed({ B: doomed() });
    await shop.world.pass(HOUR_MS);

    expect(shop.world.acm.arns()).toEqual([first]);
  });

  it('deletes later what ACM refuses for now, and tells nobody', async () => {
    await deployed({ A: doomed() });
    shop.world.away.add('acm');
    await deployed({});
    await shop.world.pass(HOUR_MS);
    expect(shop.world.acm.arns()).toHaveLength(1);

    shop.world.away.clear();
    await shop.world.pass(HOUR_MS);
    await shop.world.pass(HOUR_MS);

    expect(shop.world.acm.arns()).toEqual([]);
    expect(shop.world.log.counts.get('warned: shop is no longer managed')).toBeUndefined();
    expect(await shop.world.plan.dueIndex.findDue(new Date('2027-12-01T00:00:00Z'), FOREVER)).toEqual([]);
  });

  it('tells after a day that a copy could not be deleted, and tries no more', async () => {
    await deployed({ A: doomed() });
    shop.world.away.add('acm');
    await deployed({});
    for (let hour = 0; hour < 30; hour += 1) await shop.world.pass(HOUR_MS);

    expect(shop.world.log.counts.get('warned: shop is no longer managed')).toBe(1);
    expect(await shop.world.plan.dueIndex.findDue(new Date('2027-12-01T00:00:00Z'), FOREVER)).toEqual([]);
  });

  it('leaves a stack removable while ACM refuses everything', async () => {
    await deployed({ A: doomed() });
    shop.world.away.add('acm');
    await deployed({});
    await shop.world.pass(HOUR_MS);

    expect(shop.world.acm.arns()).toHaveLength(1);
    expect(shop.world.definitions()).toEqual([]);
  });
});
