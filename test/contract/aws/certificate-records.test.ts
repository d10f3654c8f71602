/** Reading definitions and taking claims, on a real table. */
import { describe, expect, it } from 'vitest';
import { createCertificateRecords } from '../../../functions/aws/certificate-records.ts';
import type { NextCheck } from '../../../functions/engine/ports/records.ts';
import { aStoredCertificate, NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

function reportAt(minutes: number): NextCheck {
  return { nextCheckAt: minutesFromNow(minutes) };
}

describe('claim', () => {
  it('goes to exactly one of 20 runs that try for it at once', async () => {
    const runs = Array.from({ length: 20 }, (_, index) => `run-${index}`);

    const claims = await Promise.all(
      runs.map((runId) => world.records.claim('example.com', { runId, runUntil: minutesFromNow(5) }, NEVER)),
    );

    expect(claims.filter((held) => held !== undefined)).toHaveLength(1);
  });

  it('is free again once its time is over, and fails the old holder at its next write', async () => {
    const old = await world.claim('run-old', 5);
    world.setNow(minutesFromNow(6));

    const taken = await world.claim('run-new', 11);

    await taken.write({ txtRecords: [] }, NEVER);
    await expect(old.write({ txtRecords: [] }, NEVER)).rejects.toMatchObject({ code: 'deadline-exceeded' });
    await expect(old.report({}, reportAt(10), NEVER)).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect((await world.stored('state'))?.runId).toBe('run-new');
  });

  it('is recognised as our own when the answer to it was lost', async () => {
    world.connections.loseNext();

    const claimed = await world.claim();

    expect(claimed.state).toMatchObject({
      certificateName: 'example.com',
      txtRecords: [],
      installations: {},
    });
    expect((await world.stored('state'))?.runId).toBe('run-1');
  });

  it('hands over the state that the last run left', async () => {
    const certificate = aStoredCertificate();
    await (await world.claim('run-1')).report({ certificate }, reportAt(60), NEVER);

    const { state } = await world.claim('run-2');

    expect(state.certificate).toEqual(certificate);
    expect(state.nextCheckAt).toEqual(minutesFromNow(60));
  });

  it('is refused to a check that was asked for before the last failure, and goes to a later one', async () => {
    const failure = {
      count: 1,
      code: 'acme-unavailable',
      disposition: 'next-run',
      message: 'down',
      step: 'newOrder',
      at: minutesFromNow(5),
    } as const;
    await (await world.claim('run-1')).report({ failure }, reportAt(15), NEVER);
    const ask = (runId: string, minutes: number) =>
      world.records.claim(
        'example.com',
        { runId, runUntil: minutesFromNow(30), askedAt: minutesFromNow(minutes) },
        NEVER,
      );

    expect(await ask('run-2', 4)).toBeUndefined();
    expect(await ask('run-3', 6)).toBeDefined();
  });

  it('goes to a check with a time of asking when no run has failed', async () => {
    const request = { runId: 'run-1', runUntil: minutesFromNow(5), askedAt: minutesFromNow(-5) };

    expect(await world.records.claim('example.com', request, NEVER)).toBeDefined();
  });

  it('fails for a person when a newer release wrote the state, and leaves the item alone', async () => {
    const item = { certificateName: 'example.com', kind: 'state', schema: 2, order: 'of another form' };
    await world.put(item);

    await expect(world.claim()).rejects.toMatchObject({ code: 'record-unreadable', disposition: 'person' });
    expect(await world.stored('state')).toEqual(item);
  });
});

describe('readDefinition', () => {
  it('finds nothing for an unknown name', async () => {
    expect(await world.records.readDefinition('unknown.example', NEVER)).toBeUndefined();
  });

  it('fails for a person, naming table and action, when the table does not exist', async () => {
    const elsewhere = createCertificateRecords({
      client: world.client,
      tables: { ...world.tables, definitions: 'no-such-table' },
      clock: { now: () => NOW },
    });

    await expect(elsewhere.readDefinition('example.com', NEVER)).rejects.toMatchObject({
      disposition: 'person',
      message: expect.stringMatching(/dynamodb:GetItem on table no-such-table/),
    });
  });
});
