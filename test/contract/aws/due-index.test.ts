/** Finding who is due, on a real table with its two indexes. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

type Row = { dueIn: number; daysLeft?: number; waitsFor?: 'clock' | 'token'; tokenVersion?: string };

/** State items as runs leave them; `dueIn` in minutes. */
async function store(rows: Record<string, Row>): Promise<void> {
  await Promise.all(
    Object.entries(rows).map(([certificateName, { dueIn, daysLeft, waitsFor = 'clock', tokenVersion }]) => {
      const notAfter = daysLeft === undefined ? undefined : minutesFromNow(daysLeft * 1_440).toISOString();
      const nextCheckAt = minutesFromNow(dueIn).toISOString();
      const Item = {
        certificateName,
        kind: 'state',
        schema: 1,
        waitsFor,
        nextCheckAt,
        notAfter,
        tokenVersion,
      };
      return world.client().send(new PutCommand({ TableName: world.tableName, Item }));
    }),
  );
}

describe('findDue', () => {
  it('finds those whose time has come, never issued ones first, then least life left', async () => {
    await store({
      'a.example': { dueIn: -10, daysLeft: 30 },
      'b.example': { dueIn: -20, daysLeft: 60 },
      'c.example': { dueIn: 0 },
      'd.example': { dueIn: 1, daysLeft: 1 },
      'e.example': { dueIn: -5, daysLeft: 2, waitsFor: 'token', tokenVersion: 'v1' },
    });

    const due = await world.dueIndex.findDue(NOW, 10, NEVER);

    expect(due).toEqual(['c.example', 'e.example', 'a.example', 'b.example']);
  });

  it('finds nobody in an empty table', async () => {
    expect(await world.dueIndex.findDue(NOW, 10, NEVER)).toEqual([]);
  });

  it('takes those with least life left when more are due than one tick takes', async () => {
    await store({
      'a.example': { dueIn: -50, daysLeft: 60 },
      'b.example': { dueIn: -40, daysLeft: 50 },
      'c.example': { dueIn: -30, daysLeft: 40 },
      'd.example': { dueIn: -20, daysLeft: 2 },
      'e.example': { dueIn: -10, daysLeft: 1 },
      'f.example': { dueIn: 10, daysLeft: 0 },
    });

    const due = await world.dueIndex.findDue(NOW, 2, NEVER);

    expect(due).toEqual(['e.example', 'd.example']);
  });

  it('gives never issued ones at most half of a full tick', async () => {
    await store({
      'n1.example': { dueIn: -90 },
      'n2.example': { dueIn: -80 },
      'n3.example': { dueIn: -70 },
      'n4.example': { dueIn: -60 },
      'n5.example': { dueIn: -50 },
      'x.example': { dueIn: -1, daysLeft: 1 },
      'y.example': { dueIn: -1, daysLeft: 2 },
    });

    const due = await world.dueIndex.findDue(NOW, 4, NEVER);

    expect(due).toEqual(['n1.example', 'n2.example', 'x.example', 'y.example']);
  });

  it('fills the tick with never issued ones when nobody else is due', async () => {
    await store({
      'n1.example': { dueIn: -90 },
      'n2.example': { dueIn: -80 },
      'n3.example': { dueIn: -70 },
      'n4.example': { dueIn: -60 },
    });

    const due = await world.dueIndex.findDue(NOW, 3, NEVER);

    expect(due).toHaveLength(3);
  });

  it('still finds a certificate that a run has claimed: a run that died must not hide it', async () => {
    await world.registry.requestLook('example.com', minutesFromNow(-1), NEVER);
    await world.claim();

    expect(await world.dueIndex.findDue(NOW, 10, NEVER)).toEqual(['example.com']);
  });

  it('no longer finds a certificate that was settled for good', async () => {
    await world.registry.requestLook('example.com', minutesFromNow(-1), NEVER);
    await (await world.claim()).settle({}, 'never', NEVER);

    expect(await world.dueIndex.findDue(NOW, 10, NEVER)).toEqual([]);
  });
});

describe('findWaitingForToken', () => {
  it('tells which version of the secret each one saw, whenever its next look is', async () => {
    await store({
      'a.example': { dueIn: 60, waitsFor: 'token', tokenVersion: 'v1' },
      'b.example': { dueIn: 30, waitsFor: 'token', tokenVersion: '' },
      'c.example': { dueIn: 30 },
    });

    const waiting = await world.dueIndex.findWaitingForToken(10, NEVER);

    expect(waiting).toEqual([
      { certificateName: 'b.example', seenVersion: '' },
      { certificateName: 'a.example', seenVersion: 'v1' },
    ]);
  });

  it('takes no more than the limit', async () => {
    await store({
      'a.example': { dueIn: 60, waitsFor: 'token', tokenVersion: 'v1' },
      'b.example': { dueIn: 30, waitsFor: 'token', tokenVersion: 'v1' },
    });

    expect(await world.dueIndex.findWaitingForToken(1, NEVER)).toHaveLength(1);
  });
});
