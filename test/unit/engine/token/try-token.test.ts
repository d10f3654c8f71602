/** A new version of the token's secret, at a deployed renewer: plan and renew in one process, only the parties are models. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createTokenTrials } from '../../../../functions/aws/token-trials.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { Zone } from '../../../../functions/engine/ports/dns.ts';
import { aDefinition, anOwner } from '../../../support/builders.ts';
import { type DeploymentsWorld, openDeploymentsWorld } from '../../../support/world/deployments-world.ts';
import { MODEL_TABLES } from '../../../support/world/models/dynamodb.ts';
import { FOREVER } from '../../../support/world/models/virtual-clock.ts';

const TICK_MS = 600_000;
const REFUSED = new RenewerError({ code: 'dnscale-unauthorized', disposition: 'person', message: 'No.' });

const neverCalled = () => Promise.reject(new Error('no stack takes part'));

let world: DeploymentsWorld;

beforeEach(async () => {
  const zones = ['example.com', 'unused.example'];
  world = await openDeploymentsWorld({ onEvent: neverCalled, isComplete: neverCalled }, zones);
  const { registry } = world.declare;
  await registry.putDefinition({ definition: aDefinition(), owner: anOwner() }, { isMoved: false }, FOREVER);
  await registry.requestCheck('example.com', { dueAt: world.clock.now() }, FOREVER);
  await ticks(3);
  expect(world.ca.issued).toHaveLength(1);
});

async function ticks(count: number) {
  for (let tick = 0; tick < count; tick += 1) await world.pass(TICK_MS);
}

function useToken(version: string) {
  vi.spyOn(world.ports.tokenVersions, 'readCurrentVersion').mockResolvedValue(version);
}

/** @returns how often the zones were listed. */
function answer(listed: RenewerError | string[]) {
  return vi.spyOn(world.ports.zones, 'listZones').mockImplementation(async () => {
    if (listed instanceof RenewerError) throw listed;
    return listed.map((name): Zone => ({ id: name, name, status: 'active', type: 'master' }));
  });
}

const trials = () => createTokenTrials({ client: () => world.tables.client, tableName: MODEL_TABLES.states });
const tried = () => trials().readTried(FOREVER);
const readiness = async () => (await world.declared.readState('example.com', FOREVER))?.readiness;

describe('the DNScale token', () => {
  it('is tried once it is there, and once a day, whether anything waits for it or not', async () => {
    expect(await tried()).toEqual({
      version: 'version-1',
      at: expect.any(Date),
      ok: true,
      zoneCount: 2,
      zonesSeen: ['example.com', 'unused.example'],
      zonesLost: [],
    });

    const first = (await tried())?.at.getTime() ?? 0;
    await ticks(142);
    expect((await tried())?.at.getTime()).toBe(first);
    await ticks(4);

    expect((await tried())?.at.getTime()).toBeGreaterThan(first);
  });

  it('is tried within a tick when its secret has a new version', async () => {
    useToken('version-2');

    await ticks(1);

    await vi.waitFor(async () => expect(await tried()).toMatchObject({ version: 'version-2', ok: true }));
  });

  it('that is refused is told, and every certificate at once shows that it is not ready; the next token mends that', async () => {
    const listing = answer(REFUSED);
    useToken('version-2');

    await ticks(3);

    expect(await tried()).toMatchObject({
      version: 'version-2',
      ok: false,
      code: 'dnscale-unauthorized',
      message: 'No.',
      zonesSeen: ['example.com', 'unused.example'],
    });
    expect((await readiness())?.failure?.code).toBe('dnscale-unauthorized');
    expect(world.ca.issued).toHaveLength(1);

    listing.mockRestore();
    useToken('version-3');
    await ticks(3);

    expect(await tried()).toMatchObject({ version: 'version-3', ok: true, zonesLost: [] });
    expect((await readiness())?.failure).toBeUndefined();
  });

  it('that lacks a zone which a certificate needs is told, and so is that certificate', async () => {
    answer(['unused.example']);
    useToken('version-2');

    await ticks(3);

    expect(await tried()).toMatchObject({ ok: true, zonesLost: ['example.com'] });
    expect((await readiness())?.failure).toMatchObject({ code: 'zone-not-found', disposition: 'person' });
  });

  it('that lacks a zone which no certificate needs puts none at risk', async () => {
    answer(['example.com']);
    useToken('version-2');

    await ticks(3);

    expect(await tried()).toMatchObject({ ok: true, zonesLost: ['unused.example'] });
    expect(await readiness()).toEqual({ at: expect.any(Date), provedAt: expect.any(Date) });
  });

  it('stays untold while DNScale is away, and is tried at each tick until it answers', async () => {
    world.away.add('dnscale');
    useToken('version-2');
    await ticks(3);
    expect(await tried()).toMatchObject({ version: 'version-1', ok: true });
    expect(new Set(world.log.untriedCodes)).toEqual(new Set(['dnscale-unavailable']));

    world.away.clear();
    await ticks(2);

    expect(await tried()).toMatchObject({ version: 'version-2', ok: true });
  });

  it.each([
    ['a wrong API URL', 'config-invalid'],
    ['an answer that is not of the API', 'dnscale-unavailable'],
    ['an unpaid bill', 'dnscale-refused'],
  ] as const)('is not told as refused because of %s, for which a person is needed', async (_, code) => {
    answer(new RenewerError({ code, disposition: 'person', message: 'No.' }));
    useToken('version-2');
    await ticks(2);

    expect(await tried()).toMatchObject({ version: 'version-1', ok: true });
    expect(new Set(world.log.untriedCodes)).toEqual(new Set([code]));
  });

  it('has no fleet asked again and again where a newer release wrote the last trial', async () => {
    await world.tables.client.send(
      new UpdateCommand({
        TableName: MODEL_TABLES.states,
        Key: { certificateName: 'token/tried', kind: 'token' },
        UpdateExpression: 'SET #schema = :schema',
        ExpressionAttributeNames: { '#schema': 'schema' },
        ExpressionAttributeValues: { ':schema': 2 },
      }),
    );
    const proofs = () => world.log.counts.get('readiness-failed') ?? 0;
    const listing = answer(REFUSED);
    useToken('version-2');
    await ticks(6);

    await expect(tried()).rejects.toMatchObject({ code: 'record-unreadable', disposition: 'person' });
    expect(listing).not.toHaveBeenCalled();
    expect(proofs()).toBe(0);
  });

  it('is tried once by two ticks at the same time', async () => {
    const listing = answer(['example.com', 'unused.example']);
    useToken('version-2');
    await world.plan.queue.sendTokenTrial(FOREVER);
    await world.clock.sleep(60_000, FOREVER);
    await world.plan.queue.sendTokenTrial(FOREVER);
    await world.clock.sleep(60_000, FOREVER);

    expect(listing).toHaveBeenCalledTimes(1);
  });

  it('keeps what a later trial has written, whatever comes late', async () => {
    const later = {
      version: 'v9',
      at: new Date('2026-11-24T00:00:00Z'),
      ok: true,
      zonesSeen: [],
      zonesLost: [],
    };
    await trials().writeTried(later, FOREVER);

    await trials().writeTried({ ...later, version: 'v8', at: new Date('2026-11-23T23:59:30Z') }, FOREVER);

    expect(await tried()).toEqual(later);
  });
});
