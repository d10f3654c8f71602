/**
 * First deployments and several stacks, at success and failure: the handlers of CloudFormation's events, plan and whole runs in
 * one process; only the parties are models. Changes of what is declared: changes.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { arnOf, cert, useDeployments } from './use-deployments.ts';

const HOUR_MS = 3_600_000;

const shop = useDeployments();
const { deploy, deployed, issued, expectServed } = shop;

describe('the first deployment', () => {
  it('returns ARN, bucket and end', async () => {
    const { A } = await deployed({ A: cert() });

    expect(A).toMatchObject({
      Arn: expect.stringMatching(/^arn:aws:acm:eu-central-1:/),
      ArnEuCentral1: A?.Arn,
      BucketName: 'proof',
      LivePrefix: 'live/shop/',
    });
  });

  it('that fails between definition and request leaves no definition behind, and costs no certificate', async () => {
    const { registry } = shop.world.declare;
    const { requestHaste } = registry;
    registry.requestHaste = async () => {
      registry.requestHaste = requestHaste;
      throw new Error('throttled');
    };

    expect(await deploy({ A: cert() })).toHaveProperty('reason');
    await shop.world.pass(HOUR_MS);
    await shop.world.pass(HOUR_MS);

    expect(shop.world.definitions()).toEqual([]);
    expect(issued()).toBe(0);
  });

  it('fails at once, with the name and what to do, for one wrong name among twenty; the retry costs one order', async () => {
    const good = Array.from({ length: 19 }, (_, index) => `n${index}.example.com`);
    const begunMs = shop.world.clock.now().getTime();
    const outcome = await deploy({ A: cert({ domainNames: [...good, 'www.exmaple.com'] }) });

    expect(outcome).toEqual({
      reason: expect.stringMatching(
        /No zone at DNScale holds _acme-challenge\.www\.exmaple\.com: .* Add the zone at DNScale/,
      ),
    });
    expect(shop.world.clock.now().getTime() - begunMs).toBeLessThan(60_000);
    expect(shop.world.definitions()).toEqual([]);

    expectServed(arnOf(await deployed({ A: cert({ domainNames: good }) })), good);
    expect(issued()).toBe(1);
  });

  it('fails with the cause two minutes before the time-out while the CA is away', async () => {
    shop.world.away.add('ca');
    const begunMs = shop.world.clock.now().getTime();
    const outcome = await deploy({ A: cert() });

    expect(outcome).toEqual({ reason: expect.stringMatching(/^shop is not ready after 18 min: /) });
    expect((shop.world.clock.now().getTime() - begunMs) / 60_000).toBeLessThan(19);
  });

  it('is there within five minutes after the CA has come back', async () => {
    shop.world.away.add('ca');
    const deployment = deployed({ A: cert() });
    shop.world.clock.later(10 * 60_000, () => shop.world.away.clear());
    const begunMs = shop.world.clock.now().getTime();
    await deployment;

    expect((shop.world.clock.now().getTime() - begunMs) / 60_000).toBeLessThan(16);
  });

  it('reinstalls what was issued in a first one that failed, without an order', async () => {
    await deploy({ A: cert() }, 'another-fails');
    expect(shop.world.definitions()).toEqual([]);
    const arns = shop.world.acm.arns();

    const arn = arnOf(await deployed({ A: cert() }));
    expect(arns).toEqual([arn]);
    expect(issued()).toBe(1);
  });

  it('leaves no definition when it was cut off, though CloudFormation made up the id', async () => {
    await deploy({ A: cert() }, 'cut-off');
    await shop.world.pass(HOUR_MS);

    expect(shop.world.definitions()).toEqual([]);
    expect(shop.world.dnscale.values()).toEqual([]);
  });
});

describe('names in another order', () => {
  it('are no change at all to the certificate', async () => {
    const two = ['a.example.com', 'b.example.com'];
    const first = arnOf(await deployed({ A: cert({ domainNames: two }) }));
    const second = arnOf(await deployed({ A: cert({ domainNames: two.toReversed() }) }));

    expect(second).toBe(first);
    expect(issued()).toBe(1);
  });
});

describe('another key algorithm', () => {
  it('is refused before anything changes, and the rollback waits for nothing', async () => {
    const first = arnOf(await deployed({ A: cert() }));
    const begunMs = shop.world.clock.now().getTime();
    const outcome = await deploy({ A: cert({ keyAlgorithm: 'RSA_2048' }) });

    expect(outcome).toEqual({
      reason: expect.stringMatching(/Declare a second certificate with the new key/),
    });
    expect(shop.world.clock.now().getTime() - begunMs).toBeLessThan(60_000);
    expectServed(first, ['shop.example.com']);
    expect(issued()).toBe(1);
  });
});

describe('two stacks', () => {
  it('cannot have one name: the second is refused, both are named, and the first is served on', async () => {
    const first = arnOf(await deployed({ A: cert() }, 'Shop'));
    const outcome = await deploy({ B: cert({ domainNames: ['other.example.com'] }) }, 'success', 'Other');

    expect(outcome).toEqual({
      reason: expect.stringMatching(/declared by A in the stack Shop .*, so B in the stack Other/),
    });
    expectServed(first, ['shop.example.com']);
    expect(shop.world.definitions()).toMatchObject([{ owner: 'Shop/A' }]);
  });

  it('move one in the other order: refused, and nothing is lost by the removal that follows', async () => {
    await deployed({ A: cert() }, 'Shop');
    expect(await deploy({ A: cert() }, 'success', 'Other')).toHaveProperty('reason');
    await deployed({}, 'Shop');

    expect(shop.world.definitions()).toEqual([]);
    expect(await deployed({ A: cert() }, 'Other')).toHaveProperty('A');
  });
});
