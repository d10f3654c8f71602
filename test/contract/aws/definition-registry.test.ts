/** Writing definitions and asking for checks, on a real table. */
import { describe, expect, it } from 'vitest';
import { aDefinition, NOW } from '../../support/builders.ts';
import { NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

describe('putDefinition', () => {
  it('is read back with its owner and the hash of its content', async () => {
    const definition = aDefinition({ certificateAuthority: 'https://ca.test/dir', profile: 'shortlived' });

    await world.registry.putDefinition(definition, 'cloudformation:stack/A', NEVER);

    expect(await world.records.readDefinition('example.com', NEVER)).toEqual({
      definition,
      owner: 'cloudformation:stack/A',
      hash: 'b31211c08e0a6eaa04b1b3a39b1817184ad9c76229861b6a94cde3645c697dcc',
    });
  });

  it('replaces what an earlier owner wrote, and removes profile, chain and extra wait that are gone', async () => {
    const chosen = { profile: 'shortlived', preferredChain: 'Root X1', extraWaitSeconds: 30 };
    await world.registry.putDefinition(aDefinition(chosen), 'owner-a', NEVER);
    expect((await world.records.readDefinition('example.com', NEVER))?.definition).toMatchObject(chosen);

    await world.registry.putDefinition(aDefinition({ domainNames: ['www.example.com'] }), 'owner-b', NEVER);

    const read = await world.records.readDefinition('example.com', NEVER);
    expect(read?.owner).toBe('owner-b');
    expect(read?.definition.domainNames).toEqual(['www.example.com']);
    expect(read?.definition.profile).toBeUndefined();
    expect(read?.definition.preferredChain).toBeUndefined();
    expect(read?.definition.extraWaitSeconds).toBeUndefined();
  });

  it('fails for a person when a newer release wrote the definition', async () => {
    const item = { certificateName: 'example.com', kind: 'definition', schema: 2 };
    await world.put(item);

    await expect(world.registry.putDefinition(aDefinition(), 'owner-a', NEVER)).rejects.toMatchObject({
      code: 'record-unreadable',
      disposition: 'person',
    });
    expect(await world.stored('definition')).toEqual(item);
  });
});

describe('removeDefinition', () => {
  it('removes what its owner wrote, also when the answer was lost', async () => {
    await world.registry.putDefinition(aDefinition(), 'owner-a', NEVER);
    world.connections.loseNext();

    expect(await world.registry.removeDefinition('example.com', 'owner-a', NEVER)).toBe(true);
    expect(await world.stored('definition')).toBeUndefined();
  });

  it('leaves a definition alone that another owner has taken over', async () => {
    await world.registry.putDefinition(aDefinition(), 'owner-b', NEVER);

    expect(await world.registry.removeDefinition('example.com', 'owner-a', NEVER)).toBe(false);
    expect(await world.stored('definition')).toMatchObject({ owner: 'owner-b' });
  });
});

describe('requestCheck', () => {
  it('leaves a request, and makes no state', async () => {
    await world.registry.requestCheck('example.com', NOW, NEVER);

    expect(await world.records.readRequests('example.com', NEVER)).toHaveLength(1);
    expect(await world.stored('state')).toBeUndefined();
  });

  it('leaves one when its answer was lost', async () => {
    world.connections.loseNext();

    await world.registry.requestCheck('example.com', NOW, NEVER);

    expect(await world.records.readRequests('example.com', NEVER)).toHaveLength(1);
  });
});
