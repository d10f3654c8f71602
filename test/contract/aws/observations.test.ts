/** What the probe function reads and keeps, on real tables. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCertificateOverview } from '../../../functions/aws/certificate-overview.ts';
import { createObservations, createUnservedIndex } from '../../../functions/aws/observations.ts';
import { createProbedCertificates } from '../../../functions/aws/probed-certificates.ts';
import type { Observations, Served, UnservedIndex } from '../../../functions/engine/ports/probes.ts';
import { aDeclaration, aDefinition, anOwner, aStoredCertificate, NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

const LIVE = { serial: '04af11', sha256: 'aa', notBefore: NOW, notAfter: minutesFromNow(1_000) };

function served(changes: Partial<Served> = {}): Served {
  return {
    certificateName: 'example.com',
    at: NOW,
    live: LIVE,
    liveSince: minutesFromNow(-60),
    earlier: ['039c'],
    places: [
      { place: 'www.example.com:443', standing: 'served', since: NOW, leaf: LIVE },
      { place: 'example.com:587', standing: 'unreachable', since: NOW, reason: 'the connection was refused' },
    ],
    attentionAt: minutesFromNow(60),
    told: 'ticket',
    ...changes,
  };
}

let observations: Observations;
let unserved: UnservedIndex;
beforeEach(() => {
  const table = { client: world.client, tableName: world.tables.observations };
  observations = createObservations(table);
  unserved = createUnservedIndex(table);
});

const Key = { certificateName: 'example.com', kind: 'served' };

describe('createObservations', () => {
  it('keeps what is served, and finds it again by name', async () => {
    await observations.writeServed(served(), NEVER);

    const found = await observations.readAllServed(['example.com', 'example.org'], NEVER);

    expect([...found]).toEqual([['example.com', served()]]);
  });

  it('has it in the index while somebody has to know, and from then on', async () => {
    await observations.writeServed(served(), NEVER);
    expect(await unserved.findUnserved(minutesFromNow(59), NEVER)).toEqual([]);
    expect(await unserved.findUnserved(minutesFromNow(60), NEVER)).toEqual(['example.com']);

    const { attentionAt: _, told: __, ...well } = served();
    await observations.writeServed(well, NEVER);

    expect(await unserved.findUnserved(minutesFromNow(9_999), NEVER)).toEqual([]);
    expect([...(await observations.readAllServed(['example.com'], NEVER))]).toEqual([['example.com', well]]);
  });

  it('keeps attributes of a later release, and leaves an item of a later schema alone', async () => {
    const { observations: TableName } = world.tables;
    await world.client().send(new PutCommand({ TableName, Item: { ...Key, schema: 1, later: 'kept' } }));
    await observations.writeServed(served(), NEVER);
    expect((await world.client().send(new GetCommand({ TableName, Key }))).Item).toMatchObject({
      later: 'kept',
    });

    await world.client().send(new PutCommand({ TableName, Item: { ...Key, schema: 2 } }));
    await observations.writeServed(served(), NEVER);

    expect((await world.client().send(new GetCommand({ TableName, Key }))).Item).toEqual({
      ...Key,
      schema: 2,
    });
  });

  it('reads more than a hundred at once, and passes over what is damaged', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `web-${index}`);
    for (const certificateName of names) {
      await observations.writeUsed({ certificateName, at: NOW, usedBy: ['arn:1'] }, NEVER);
    }
    const TableName = world.tables.observations;
    const damaged = { certificateName: 'web-7', kind: 'used', at: 'yesterday' };
    await world.client().send(new PutCommand({ TableName, Item: damaged }));

    const found = await observations.readAllUsed(names, NEVER);

    expect(found.size).toBe(119);
    expect(found.get('web-119')).toEqual({ certificateName: 'web-119', at: NOW, usedBy: ['arn:1'] });
  });

  it('forgets what is served, also what it never knew', async () => {
    await observations.writeServed(served(), NEVER);

    await observations.removeServed('example.com', NEVER);
    await observations.removeServed('example.com', NEVER);

    expect((await observations.readAllServed(['example.com'], NEVER)).size).toBe(0);
  });
});

describe('createProbedCertificates', () => {
  const put = (probe?: string[]) =>
    world.registry.putDefinition(
      { ...aDeclaration({ definition: aDefinition({ probe }) }), owner: anOwner() },
      { isMoved: false },
      NEVER,
    );

  it('finds definitions with probes, until they have none any more', async () => {
    const certificates = createProbedCertificates({ client: world.client, tables: world.tables });
    await put(['www.example.com:443']);
    expect([...(await certificates.listProbes(NEVER))]).toEqual([['example.com', ['www.example.com:443']]]);

    await put();

    expect([...(await certificates.listProbes(NEVER))]).toEqual([]);
  });

  it('lists what is managed with the life of what is live, and reads a state', async () => {
    const certificates = createProbedCertificates({ client: world.client, tables: world.tables });
    const claim = await world.claim();
    const certificate = aStoredCertificate();
    await claim.report({ certificate }, { nextCheckAt: minutesFromNow(60) }, NEVER);

    const { notBefore, notAfter } = certificate;
    expect(await certificates.listManaged(NEVER)).toEqual([
      { certificateName: 'example.com', validity: { notBefore, notAfter } },
    ]);
    expect(await certificates.readState('example.com', NEVER)).toMatchObject({ certificate });
  });
});

describe('the overview', () => {
  it('has what was observed of each certificate', async () => {
    await world.claim();
    await observations.writeServed(served(), NEVER);
    await observations.writeUsed({ certificateName: 'example.com', at: NOW, usedBy: ['arn:1'] }, NEVER);

    const overview = createCertificateOverview({
      caller: { profileOption: '' },
      client: world.client,
      tables: world.tables,
    });

    expect((await overview.listCertificates(NEVER)).certificates).toMatchObject([
      { certificateName: 'example.com', served: served(), usedBy: ['arn:1'] },
    ]);
  });
});
