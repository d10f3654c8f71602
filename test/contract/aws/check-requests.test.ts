/** Requests for checks, on a real table: what owners leave, and what a run has served. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createCheckRequests } from '../../../functions/aws/check-requests.ts';
import { NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

const ask = (certificateName: string, minutes = 0) =>
  world.registry.requestCheck(certificateName, { dueAt: minutesFromNow(minutes) }, NEVER);
const readAll = () => world.records.readRequests('example.com', NEVER);
const read = async () => (await readAll()).checks;

describe('readRequests', () => {
  it('reads the requests of this certificate that are due', async () => {
    await ask('example.com');
    await ask('example.com', -5);
    await ask('example.com', 1);
    await ask('example.net');

    expect(await read()).toHaveLength(2);
    world.setNow(minutesFromNow(1));
    expect(await read()).toHaveLength(3);
  });

  const withdraw = (minutes: number, destroys: boolean) =>
    world.registry.requestCheck('example.com', { dueAt: minutesFromNow(minutes), destroys }, NEVER);

  it('says whether ACM is to lose its copies as the last withdrawal has it, whatever was asked since', async () => {
    await ask('example.com');
    expect(await readAll()).not.toHaveProperty('destroys');
    await withdraw(-9, true);
    await ask('example.com');
    expect((await readAll()).destroys).toBe(true);
    await withdraw(-5, false);
    expect((await readAll()).destroys).toBe(false);
    await withdraw(-7, true);
    expect((await readAll()).destroys).toBe(false);
  });

  it('finds none where there are none', async () => {
    expect(await read()).toEqual([]);
  });
});

describe('a request for a new certificate', () => {
  const requests = () =>
    createCheckRequests({
      client: world.client,
      tableName: world.tables.requests,
      caller: { profileOption: '' },
    });
  const force = (id: string, minutes: number) =>
    requests().add('example.com', { id, dueAt: minutesFromNow(minutes), isForced: true }, NEVER);

  it('tells when it was made last, and is one of the checks', async () => {
    await ask('example.com', -1);
    expect(await readAll()).not.toHaveProperty('forcedAt');
    await force('one', -9);
    await force('two', -5);
    await force('not due yet', 1);

    const { checks, forcedAt } = await readAll();

    expect(checks).toHaveLength(3);
    expect(forcedAt).toEqual(minutesFromNow(-5));
    expect(await world.dueIndex.findDue(NOW, NEVER)).toMatchObject([{ certificateName: 'example.com' }]);
  });

  it('is open until a run removes it', async () => {
    const asked = ['one', 'two'].map((id) => ({ certificateName: 'example.com', id }));
    await force('one', 0);
    await force('two', 0);
    expect(await requests().findOpen(asked, NEVER)).toEqual(new Set(['one', 'two']));

    await world.records.removeRequests('example.com', ['one'], NEVER);

    expect(await requests().findOpen(asked, NEVER)).toEqual(new Set(['two']));
  });

  it('is made of hundreds of certificates at once, each in a state of its own', async () => {
    const asked = Array.from({ length: 230 }, (_, index) => ({
      certificateName: `n${index}.test`,
      id: `id-${index}`,
    }));
    await requests().addAll(
      asked.map((key) => ({ ...key, dueAt: NOW, isForced: true })),
      NEVER,
    );

    expect(await world.dueIndex.findDue(NOW, NEVER)).toHaveLength(230);
    expect(await requests().findOpen(asked, NEVER)).toEqual(new Set(asked.map(({ id }) => id)));
    expect(await world.records.readRequests('n229.test', NEVER)).toMatchObject({
      checks: ['id-229'],
      forcedAt: NOW,
    });
  });
});

describe('requestHaste', () => {
  it('is read as a deployment that waits, and makes no check due', async () => {
    await world.registry.requestHaste('example.com', minutesFromNow(20), NEVER);

    expect(await readAll()).toEqual({
      checks: [],
      awaited: [{ id: expect.any(String), until: minutesFromNow(20) }],
    });
    expect(await world.dueIndex.findDue(minutesFromNow(60), NEVER)).toEqual([]);
  });

  it('is over at once when it waits longer than a deployment can, so that a run removes it', async () => {
    await world.registry.requestHaste('example.com', minutesFromNow(50), NEVER);
    await world.registry.requestHaste('example.com', new Date('9999-12-31T23:59:59Z'), NEVER);

    const { awaited } = await readAll();

    expect(awaited.map(({ until }) => until)).toEqual(expect.arrayContaining([minutesFromNow(50), NOW]));
    expect(awaited).toHaveLength(2);
  });
});

describe('removeRequests', () => {
  it('removes what was read, and leaves one that came meanwhile', async () => {
    await ask('example.com');
    const served = await read();
    await ask('example.com');
    world.connections.loseNext();

    await world.records.removeRequests('example.com', served, NEVER);

    const left = await read();
    expect(left).toHaveLength(1);
    expect(left).not.toEqual(served);
    expect(await world.dueIndex.findDue(NOW, NEVER)).toMatchObject([{ certificateName: 'example.com' }]);
  });
});

describe('a request to revoke', () => {
  const requests = () =>
    createCheckRequests({
      client: world.client,
      tableName: world.tables.requests,
      caller: { profileOption: '' },
    });

  it('is one of the checks, and is read as it was written, the oldest first', async () => {
    const dueAt = minutesFromNow(-1);
    const revocation = { serial: '0a1b', reason: 'keyCompromise' as const, now: true };
    await requests().add('example.com', { id: 'second', dueAt, revocation }, NEVER);
    const earlier = { serial: 'ff', reason: 'superseded' as const, now: false };
    await requests().add(
      'example.com',
      { id: 'first', dueAt: minutesFromNow(-2), revocation: earlier },
      NEVER,
    );
    await ask('example.com');

    const { checks, revocations } = await readAll();

    expect(checks).toHaveLength(3);
    expect(revocations).toEqual([
      { id: 'first', serial: 'ff', reason: 'superseded', isAtOnce: false, askedAt: minutesFromNow(-2) },
      { id: 'second', serial: '0a1b', reason: 'keyCompromise', isAtOnce: true, askedAt: dueAt },
    ]);
  });

  it.each([
    ['a serial number that is none', { serial: '../x', reason: 'superseded', now: false }],
    ['a reason that this release does not know', { serial: '0a', reason: 'aACompromise', now: false }],
    ['nothing of it', {}],
    ['another shape', 'superseded'],
  ])('with %s is a check and nothing else', async (_, revocation) => {
    const Item = {
      certificateName: 'example.com',
      id: 'odd',
      kind: 'check',
      dueAt: NOW.toISOString(),
      revocation,
    };
    await world.client().send(new PutCommand({ TableName: world.tables.requests, Item }));

    const read = await readAll();

    expect(read.checks).toEqual(['odd']);
    expect(read).not.toHaveProperty('revocations');
  });
});
