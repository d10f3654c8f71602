/**
 * Every change of a declared certificate, at every moment, with what comes of it: the handlers of CloudFormation's events, plan
 * and whole runs in one process; only the parties are models.
 */
import { describe, expect, it } from 'vitest';
import type { Properties } from '../../support/world/models/cloudformation.ts';
import { arnOf, cert, useDeployments } from './use-deployments.ts';

const STAGING = 'https://staging.test/directory';
const HOUR_MS = 3_600_000;

const shop = useDeployments();
const { deploy, deployed, issued, expectServed } = shop;

type Row = {
  change: string;
  to: Properties;
  /** The ARN stays. @default true */
  keepsArn?: boolean;
  /** Certificates that the success costs. */
  costs: number;
};

const ROWS: Row[] = [
  { change: 'adds a name', to: cert({ domainNames: ['shop.example.com', 'www.example.com'] }), costs: 1 },
  {
    change: 'puts a wildcard in front',
    to: cert({ domainNames: ['*.shop.example.com', 'shop.example.com'] }),
    costs: 1,
  },
  {
    change: 'changes the CA from production to staging',
    to: cert({ certificateAuthority: STAGING }),
    costs: 1,
  },
  { change: 'changes the profile', to: cert({ profile: 'shortlived' }), costs: 1 },
  { change: 'adds a region', to: cert({ regions: ['eu-central-1', 'us-east-1'] }), costs: 0 },
  { change: 'gives a tag', to: cert({ tags: { team: 'web' } }), costs: 0 },
  { change: 'changes the probes only', to: cert({ probe: ['example.com:443'] }), costs: 0 },
  { change: 'changes the extra wait only', to: cert({ extraWaitSeconds: 5 }), costs: 0 },
  { change: 'renames the certificate', to: cert({ certificateName: 'store' }), keepsArn: false, costs: 1 },
];

describe.each(ROWS)('an Update that $change', ({ to, keepsArn = true, costs }) => {
  const names = to.domainNames as string[];
  const name = to.certificateName as string;

  it('ends with the new certificate, for one order at most', async () => {
    const first = arnOf(await deployed({ A: cert() }));
    const second = arnOf(await deployed({ A: to }));

    expect(second === first).toBe(keepsArn);
    expectServed(second, names, name);
    expect(issued()).toBe(1 + costs);
    expect(shop.world.definitions()).toEqual([
      { certificateName: name, owner: 'Shop/A', domainNames: names },
    ]);
  });

  it('goes back without the CA when another resource fails', async () => {
    const first = arnOf(await deployed({ A: cert() }));
    shop.world.onRollback(() => shop.world.away.add('ca'));
    expect(await deploy({ A: to }, 'another-fails')).toEqual({ reason: 'another resource failed' });

    expectServed(first, ['shop.example.com']);
    expect(issued()).toBe(1 + costs);
    expect(shop.world.definitions()).toEqual([
      { certificateName: 'shop', owner: 'Shop/A', domainNames: ['shop.example.com'] },
    ]);
  });

  it('goes back when it was cut off before its answer', async () => {
    const first = arnOf(await deployed({ A: cert() }));
    await deploy({ A: to }, 'cut-off');
    await shop.world.pass(HOUR_MS);

    expectServed(first, ['shop.example.com']);
  });

  it('goes back while the CA is away', async () => {
    const first = arnOf(await deployed({ A: cert() }));
    shop.world.away.add('ca');
    const outcome = await deploy({ A: to }, 'another-fails');
    expect(outcome).toHaveProperty('reason');

    expectServed(first, ['shop.example.com']);
  });

  it('is done by the same deployment again after it failed', async () => {
    await deployed({ A: cert() });
    shop.world.away.add('ca');
    await deploy({ A: to }, 'another-fails');
    shop.world.away.clear();

    expectServed(arnOf(await deployed({ A: to })), names, name);
    expect(issued()).toBe(1 + costs);
  });
});
