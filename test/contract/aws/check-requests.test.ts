/** Requests for checks, on a real table: what owners leave, and what a run has served. */
import { describe, expect, it } from 'vitest';
import { NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

const ask = (certificateName: string, minutes = 0) =>
  world.registry.requestCheck(certificateName, minutesFromNow(minutes), NEVER);
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

  it('finds none where there are none', async () => {
    expect(await read()).toEqual([]);
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
