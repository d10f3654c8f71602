/**
 * TXT values that are in DNS while what is declared changes: every name server is late with one of two, so that the first run
 * answers one challenge, fails, and leaves both values for the next one. Handlers, plan and whole runs in one process; only
 * the parties are models.
 */
import { describe, expect, it } from 'vitest';
import { cert, useDeployments } from './use-deployments.ts';

const HOUR_MS = 3_600_000;
const BOTH = ['shop.example.com', 'slow.example.com'];
const VALUES = ['_acme-challenge.shop.example.com', '_acme-challenge.slow.example.com'];

/** A CNAME leads this challenge to a name that is no challenge name. */
const LED = 'led.example.com';
const END = 'led.acme.example.com';

const shop = useDeployments({
  lagMs: (name) => (name.includes('slow') ? 200_000 : 500),
  cnames: { [`_acme-challenge.${LED}`]: END },
});
const { deploy, deployed, issued } = shop;

const owners = () => shop.world.dnscale.values().map((text) => text.split(' ')[0]);

/** What is in DNS right before the deployment is undone. */
async function cutOff(after: number, domainNames: readonly string[] = BOTH) {
  let seen: unknown[] = [];
  shop.world.onRollback(() => {
    seen = owners();
  });
  await deploy({ A: cert({ domainNames }) }, 'cut-off', 'Shop', after);
  return seen;
}

async function passHours(hours: number) {
  for (let tick = 0; tick < hours * 6; tick += 1) await shop.world.pass(HOUR_MS / 6);
}

function expectNothingLeft() {
  expect(owners()).toEqual([]);
  expect([...shop.world.log.counts.keys()].filter((key) => key.includes('The state lists'))).toEqual([]);
}

const KINDS = [
  { kind: 'at challenge names', domainNames: BOTH, values: VALUES },
  { kind: 'one at the end of a CNAME', domainNames: [LED, 'slow.example.com'], values: [END, VALUES[1]] },
];

describe.each(KINDS)('TXT values, $kind', ({ domainNames, values }) => {
  it('go once the next run has the certificate, also that of the name which the CA had validated before', async () => {
    let seen: unknown[] = [];
    const deployment = deployed({ A: cert({ domainNames }) });
    shop.world.clock.later(180_000, () => {
      seen = owners();
    });
    await deployment;

    expect(seen).toEqual(values);
    expect(issued()).toBe(1);
    expectNothingLeft();
  });

  it.each([
    ['while the run is under way', 1],
    ['when it has failed', 30],
  ])('go with a certificate that is withdrawn %s', async (_, after) => {
    expect(await cutOff(after, domainNames)).toEqual(values);
    await passHours(1);

    expect(shop.world.definitions()).toEqual([]);
    expectNothingLeft();
  });
});

describe.each([
  ['while the run is under way', 1],
  ['when the run has failed, and before the next one', 30],
])('TXT values, %s', (_, after) => {
  it('go although DNScale is away when it is withdrawn', async () => {
    shop.world.clock.later(100_000 + after * 1_000, () => shop.world.away.add('dnscale'));
    shop.world.clock.later(HOUR_MS, () => shop.world.away.clear());
    expect(await cutOff(after)).toEqual(VALUES);
    await passHours(3);

    expect(shop.world.definitions()).toEqual([]);
    expectNothingLeft();
  });

  it('go when the names before come back', async () => {
    await deployed({ A: cert({ domainNames: ['shop.example.com'] }) });
    await passHours(8);
    expect(await cutOff(after)).toEqual(VALUES);
    await passHours(1);

    expect(shop.world.liveNames('shop')).toEqual(['shop.example.com']);
    expect(issued()).toBe(1);
    expectNothingLeft();
  });

  it('go when other names are declared at once', async () => {
    expect(await cutOff(after)).toEqual(VALUES);
    await deployed({ A: cert({ domainNames: ['other.example.com'] }) });

    expect(shop.world.liveNames('shop')).toEqual(['other.example.com']);
    expectNothingLeft();
  });
});
