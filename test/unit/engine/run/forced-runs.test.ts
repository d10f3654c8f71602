/** `renew --force` at a deployed renewer: a request, plan and whole runs in one process; only the parties are models. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createCheckRequests } from '../../../../functions/aws/check-requests.ts';
import { aDefinition, anOwner } from '../../../support/builders.ts';
import { type DeploymentsWorld, openDeploymentsWorld } from '../../../support/world/deployments-world.ts';
import { MODEL_TABLES } from '../../../support/world/models/dynamodb.ts';
import { FOREVER } from '../../../support/world/models/virtual-clock.ts';

const HOUR_MS = 3_600_000;

const neverCalled = () => Promise.reject(new Error('no stack takes part'));

let world: DeploymentsWorld;

beforeEach(async () => {
  world = await openDeploymentsWorld({ onEvent: neverCalled, isComplete: neverCalled }, ['example.com']);
  const { registry } = world.declare;
  await registry.putDefinition({ definition: aDefinition(), owner: anOwner() }, { isMoved: false }, FOREVER);
  await registry.requestCheck('example.com', { dueAt: world.clock.now() }, FOREVER);
  await world.pass(600_000);
  await world.pass(600_000);
  expect(world.ca.issued).toHaveLength(1);
});

async function force() {
  const requests = createCheckRequests({
    client: () => world.tables.client,
    tableName: MODEL_TABLES.requests,
  });
  const request = { id: crypto.randomUUID(), dueAt: world.clock.now(), isForced: true };
  await requests.add('example.com', request, FOREVER);
  const asked = [{ certificateName: 'example.com', id: request.id }];
  return { isOpen: async () => (await requests.findOpen(asked, FOREVER)).has(request.id) };
}

const failure = async () => (await world.declared.readState('example.com', FOREVER))?.failure;
const isDue = async () => (await world.plan.dueIndex.findDue(world.clock.now(), FOREVER)).length > 0;

describe('a new certificate that a person asks for', () => {
  it('comes once, also when the first run for it fails; the request is served, and the back-off stands', async () => {
    world.away.add('ca');
    const { isOpen } = await force();
    // To the next tick, and until its message has been worked on.
    await world.pass(600_000);
    await world.pass(60_000);

    expect(await failure()).toMatchObject({ code: 'acme-unavailable' });
    expect(await isOpen()).toBe(false);
    expect(await isDue()).toBe(false);

    world.away.clear();
    await world.pass(HOUR_MS);
    await world.pass(HOUR_MS);

    expect(world.ca.issued).toHaveLength(2);
    expect(await failure()).toBeUndefined();
    for (let hour = 0; hour < 24; hour += 1) await world.pass(HOUR_MS);
    expect(world.ca.issued).toHaveLength(2);
  });

  it('stays within our own limit of four a week, however often it is asked for; the person is told, and checks continue', async () => {
    for (let count = 0; count < 5; count += 1) {
      await force();
      await world.pass(600_000);
      await world.pass(600_000);
    }

    expect(world.ca.issued).toHaveLength(4);
    expect(await failure()).toMatchObject({
      code: 'acme-rate-limited',
      disposition: 'person',
      message: expect.stringContaining('which is our own limit'),
    });

    await world.pass(HOUR_MS);
    await world.pass(HOUR_MS);

    expect(await failure()).toBeUndefined();
    expect(world.ca.issued).toHaveLength(4);
  });
});
