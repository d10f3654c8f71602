/** A state that an earlier release kept in its one table: a run moves it, on real tables. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCertificateRecords } from '../../../functions/aws/certificate-records.ts';
import { aStoredCertificate, NOW } from '../../support/builders.ts';
import written from '../../support/releases/ff8267e.json' with { type: 'json' };
import { createEarlierTable } from '../../support/world/test-table.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();
const { state } = written.issued;

let earlierTableName: string;
beforeEach(async () => {
  earlierTableName = await createEarlierTable(world.client());
});

const putEarlier = (Item: Record<string, unknown>) =>
  world.client().send(new PutCommand({ TableName: earlierTableName, Item }));

function records(tableName = earlierTableName) {
  const { client, tables } = world;
  return createCertificateRecords({ client, tables, earlierTableName: tableName, clock: { now: () => NOW } });
}

const claim = (runId = 'run-1') =>
  records().claim('example.com', { runId, runUntil: minutesFromNow(5) }, NEVER);

describe('claim, of a state that an earlier release kept', () => {
  it('moves it with all that it holds, and says from where', async () => {
    await putEarlier({ ...state, ofLater: { kept: true } });

    const held = await claim();

    expect(held?.movedFrom).toBe(earlierTableName);
    expect(held?.state.installations['eu-central-1']?.certificateArn).toBe(
      'arn:aws:acm:eu-central-1:111122223333:certificate/1',
    );
    const { certificate, installations, issuances, renewalInfo, nextCheckAt } = state;
    expect(await world.stored('state')).toMatchObject({
      ...{ certificate, installations, issuances, renewalInfo, nextCheckAt },
      ...{ runId: 'run-1', ofLater: { kept: true } },
    });
  });

  it('never reads it again, so that what a run has written stays', async () => {
    await putEarlier(state);
    await (await claim('run-1'))?.report(
      { certificate: aStoredCertificate({ serial: 'beef' }) },
      'never',
      NEVER,
    );

    const held = await claim('run-2');

    expect(held?.movedFrom).toBeUndefined();
    expect(held?.state.certificate?.serial).toBe('beef');
  });

  it('goes to one of 10 runs that try for it at once', async () => {
    await putEarlier(state);

    const claims = await Promise.all(Array.from({ length: 10 }, (_, index) => claim(`run-${index}`)));

    expect(claims.filter((held) => held !== undefined)).toHaveLength(1);
  });

  it('succeeds when its answer was lost', async () => {
    await putEarlier(state);
    world.connections.loseNext(4);

    expect(await claim()).toBeDefined();
  });

  it('waits for a run of the earlier release that is still under way', async () => {
    await putEarlier({ ...state, runId: 'old', runUntil: minutesFromNow(1).toISOString() });

    expect(await claim()).toBeUndefined();
    expect(await world.stored('state')).toBeUndefined();

    await putEarlier({ ...state, runId: 'old', runUntil: minutesFromNow(-1).toISOString() });
    expect((await claim())?.movedFrom).toBe(earlierTableName);
  });

  it('fails for a person at a damaged one, and leaves it where it is', async () => {
    await putEarlier({ ...state, certificate: 'none' });

    await expect(claim()).rejects.toMatchObject({ code: 'record-unreadable', disposition: 'person' });
    expect(await world.stored('state')).toBeUndefined();
  });

  it('makes a new state where no release has kept one, and where that table is gone', async () => {
    expect((await claim())?.state.certificate).toBeUndefined();

    const elsewhere = records('no-such-table');
    const request = { runId: 'run-1', runUntil: minutesFromNow(5) };
    expect(await elsewhere.claim('example.net', request, NEVER)).toBeDefined();
  });
});

describe('hasState', () => {
  it('knows what runs of either release have written', async () => {
    expect(await records().hasState('example.com', NEVER)).toBe(false);

    await putEarlier(state);
    expect(await records().hasState('example.com', NEVER)).toBe(true);

    await claim();
    expect(await world.records.hasState('example.com', NEVER)).toBe(true);
  });
});
