/**
 * Every change of a declared certificate, at every moment, with what comes of it: the handlers of CloudFormation's events, plan
 * and whole runs in one process; only the parties are models.
 */
import { describe, expect, it } from 'vitest';
import type { Moment, Properties, Template } from '../../support/world/models/cloudformation.ts';
import { arnOf, cert, useDeployments } from './use-deployments.ts';

const STAGING = 'https://staging.test/directory';
const HOUR_MS = 3_600_000;

const shop = useDeployments();
const { deploy, deployed, issued, expectServed } = shop;

type Row = {
  change: string;
  /** What the stack holds then. */
  to: Template;
  /** Into this stack, once the first has given the certificate up. @default - it stays in the stack Shop */
  into?: string;
  /** The ARN stays. @default true */
  keepsArn?: boolean;
  /** Certificates that the success costs. */
  costs: number;
};

const ROWS: Row[] = [
  changing('adds a name', { domainNames: ['shop.example.com', 'www.example.com'] }, 1),
  changing('puts a wildcard in front', { domainNames: ['*.shop.example.com', 'shop.example.com'] }, 1),
  changing('changes the CA from production to staging', { certificateAuthority: STAGING }, 1),
  changing('changes the profile', { profile: 'shortlived' }, 1),
  changing('adds a region', { regions: ['eu-central-1', 'us-east-1'] }, 0),
  changing('gives a tag', { tags: { team: 'web' } }, 0),
  changing('changes the probes only', { probe: ['example.com:443'] }, 0),
  changing('changes the extra wait only', { extraWaitSeconds: 5 }, 0),
  { ...changing('renames the certificate', { certificateName: 'store' }, 1), keepsArn: false },
  { change: 'renames the construct', to: { B: cert() }, costs: 0 },
  {
    change: 'renames the construct and adds a name',
    to: { B: cert({ domainNames: ['shop.example.com', 'www.example.com'] }) },
    costs: 1,
  },
  { change: 'moves the certificate to another stack', to: { A: cert() }, into: 'Other', costs: 0 },
  { change: 'removes the certificate', to: {}, costs: 0 },
];

function changing(change: string, properties: Properties, costs: number): Row {
  return { change, to: { A: cert(properties) }, costs };
}

describe.each(ROWS)('a deployment that $change', ({ to, into, keepsArn = true, costs }) => {
  const stack = into ?? 'Shop';
  const [made] = Object.entries(to);

  /** The ARN before the change. */
  async function begin(): Promise<string> {
    const first = arnOf(await deployed({ A: cert() }));
    if (into === undefined) return first;
    await deployed({});
    await shop.world.pass(HOUR_MS);
    return first;
  }

  const change = (moment: Moment) => deploy(to, moment, stack);

  async function expectDone(first: string) {
    const attributes = await deployed(to, stack);
    expect(issued()).toBe(1 + costs);
    if (!made) {
      expectServed(first, ['shop.example.com']);
      expect(shop.world.definitions()).toEqual([]);
      return;
    }
    const [id, { domainNames, certificateName }] = made;
    const arn = arnOf(attributes, id);
    expect(arn === first).toBe(keepsArn);
    expectServed(arn, domainNames as string[], certificateName as string);
    expect(shop.world.definitions()).toEqual([{ certificateName, owner: `${stack}/${id}`, domainNames }]);
  }

  function expectUndone(first: string) {
    expectServed(first, ['shop.example.com']);
    const before = { certificateName: 'shop', owner: 'Shop/A', domainNames: ['shop.example.com'] };
    expect(shop.world.definitions()).toEqual(into === undefined ? [before] : []);
  }

  it('ends with the new certificate, for one order at most', async () => {
    await expectDone(await begin());
  });

  it('goes back without the CA when another resource fails', async () => {
    const first = await begin();
    shop.world.onRollback(() => shop.world.away.add('ca'));
    expect(await change('another-fails')).toEqual({ reason: 'another resource failed' });
    // A new construct goes by a Delete, which waits for no check.
    if (made?.[0] === 'B') await shop.world.pass(HOUR_MS);

    expectUndone(first);
    expect(issued()).toBe(1 + costs);
  });

  it('goes back when it was cut off before its answer', async () => {
    const first = await begin();
    await change('cut-off');
    await shop.world.pass(HOUR_MS);

    expectUndone(first);
  });

  it('goes back while the CA is away', async () => {
    const first = await begin();
    shop.world.away.add('ca');
    expect(await change('another-fails')).toHaveProperty('reason');

    expectUndone(first);
  });

  it('is done by the same deployment again after it failed', async () => {
    const first = await begin();
    shop.world.away.add('ca');
    await change('another-fails');
    shop.world.away.clear();

    await expectDone(first);
  });
});
