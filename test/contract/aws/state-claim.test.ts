/** Writing through a claim and giving it up, on a real table. */
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createFencedWrites } from '../../../functions/aws/fenced-writes.ts';
import { createTableItems } from '../../../functions/aws/table-items.ts';
import type { NextCheck } from '../../../functions/engine/ports/records.ts';
import type { StateChanges } from '../../../functions/engine/renewal/state.ts';
import { anOrderJournal, aStoredCertificate, NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';

const world = useRecordsWorld();

function reportAt(minutes: number): NextCheck {
  return { nextCheckAt: minutesFromNow(minutes) };
}

/** As the notify function asks. */
async function namesNeedingAttention(minutes: number): Promise<unknown[]> {
  const { Items = [] } = await world.client().send(
    new QueryCommand({
      TableName: world.tables.states,
      IndexName: 'attentionAt',
      KeyConditionExpression: 'attention = :yes AND attentionAt <= :now',
      ExpressionAttributeValues: { ':yes': 'yes', ':now': minutesFromNow(minutes).toISOString() },
    }),
  );
  return Items.map(({ certificateName }) => certificateName);
}

describe('write', () => {
  it('is seen in the state of the claim, and undefined removes an attribute', async () => {
    const held = await world.claim();
    const order = anOrderJournal();

    await held.write({ order }, NEVER);
    expect(held.state.order).toEqual(order);
    await held.write({ order: undefined }, NEVER);

    expect(held.state.order).toBeUndefined();
    expect(await world.stored('state')).not.toHaveProperty('order');
  });

  it('reads back readiness and history', async () => {
    const failure = {
      code: 'caa-forbids',
      disposition: 'person',
      message: 'm',
      subject: 's',
      advice: 'a',
      since: NOW,
      causeSince: minutesFromNow(-1),
    } as const;
    const readiness = { at: minutesFromNow(1), provedAt: NOW, failure };
    const steps = [{ step: 'store' as const, tookMs: 5, saw: 'version v1' }];
    const challenges = [{ name: '_acme-challenge.example.com', showing: 4, servers: 4, tookMs: 6204 }];
    const run = { at: NOW, outcome: 'renewed' as const, tookMs: 9 };
    const history = [{ ...run, steps, challenges, serial: '0a', notAfter: NOW }];
    const attentionAt = minutesFromNow(2);

    await (await world.claim()).report({ readiness, history }, { nextCheckAt: NOW, attentionAt }, NEVER);

    expect((await world.claim('run-2')).state).toMatchObject({ readiness, history, attentionAt });
  });

  it('keeps what stands under a name that every object inherits something under', async () => {
    const held = await world.claim();
    const issuance = { at: NOW, domainNames: ['example.com'], exempt: false };
    const installation = { certificateArn: ARN, serial: '1', importedAt: NOW };
    const words = {
      failedValidations: { constructor: [NOW], toString: [NOW] },
      issuances: { constructor: issuance },
      installations: { constructor: installation },
      misses: { constructor: 0.75 },
    };

    await held.write(words as unknown as StateChanges, NEVER);
    await held.report({}, reportAt(10), NEVER);

    expect((await world.claim()).state).toMatchObject(words);
  });

  it('succeeds when its answer was lost', async () => {
    const held = await world.claim();
    world.connections.loseNext();

    await held.write({ certificate: aStoredCertificate() }, NEVER);
    await held.write({ txtRecords: [] }, NEVER);

    expect(held.state.certificate?.serial).toBe('0a1b2c');
  });

  it('fails when every answer was lost, and does not take the next write for stored because of that one', async () => {
    const held = await world.claim();
    const order = anOrderJournal();
    world.connections.loseNext(6);

    await expect(held.write({ order }, NEVER)).rejects.toMatchObject({ code: 'aws-failed' });
    await held.write({ order: { ...order, url: 'https://ca.test/order/1' } }, NEVER);

    expect((await world.stored('state'))?.order).toMatchObject({ url: 'https://ca.test/order/1' });
  });

  it('fails as a delayed repetition of an older one', async () => {
    const held = await world.claim();
    const items = createTableItems({ client: world.client, tableName: world.tables.states });
    const key = { certificateName: 'example.com', kind: 'state' } as const;
    const delayed = createFencedWrites({ items, key, runId: 'run-1', sequence: 1 });
    await held.write({ certificate: aStoredCertificate() }, NEVER);
    await held.write({ txtRecords: [] }, NEVER);

    expect(await delayed({ set: { certificate: undefined } }, NEVER)).toBeUndefined();
    expect(await world.stored('state')).toHaveProperty('certificate');
  });

  it('keeps the order of writes that were begun at once', async () => {
    const held = await world.claim();
    const values = Array.from({ length: 10 }, (_, index) => `value-${index}`);
    const record = { zoneId: 'z', zoneName: 'example.com', name: '_acme-challenge.example.com' };

    await Promise.all(values.map((value) => held.write({ txtRecords: [{ ...record, value }] }, NEVER)));

    expect(held.state.txtRecords).toEqual([{ ...record, value: 'value-9' }]);
  });

  it('keeps attributes of a later release', async () => {
    const held = await world.claim();
    const key = { certificateName: 'example.com', kind: 'state' };
    await world.client().send(
      new UpdateCommand({
        TableName: world.tables.states,
        Key: key,
        UpdateExpression: 'SET ocsp = :ocsp',
        ExpressionAttributeValues: { ':ocsp': { stapled: true } },
      }),
    );

    await held.write({ certificate: aStoredCertificate() }, NEVER);

    expect((await world.stored('state'))?.ocsp).toEqual({ stapled: true });
  });
});

describe('report', () => {
  it('gives the claim up and sets the next check', async () => {
    await (await world.claim('run-1')).report({}, reportAt(60), NEVER);

    const item = await world.stored('state');
    expect(item).toMatchObject({ waitsFor: 'clock', nextCheckAt: '2026-11-23T07:00:00.000Z' });
    expect(item).not.toHaveProperty('runId');
    expect(item).not.toHaveProperty('runUntil');
    expect(
      await world.records.claim('example.com', { runId: 'run-2', runUntil: minutesFromNow(5) }, NEVER),
    ).toBeDefined();
  });

  it('succeeds when its answer was lost', async () => {
    const held = await world.claim();
    world.connections.loseNext();

    await held.report({}, reportAt(60), NEVER);

    expect((await world.stored('state'))?.nextCheckAt).toBe('2026-11-23T07:00:00.000Z');
  });

  it('succeeds when its answer was lost and the next run has the claim already', async () => {
    const held = await world.claim('run-1');
    await held.report({}, reportAt(60), NEVER);
    await world.claim('run-2');

    await expect(held.report({}, reportAt(90), NEVER)).resolves.toBeUndefined();
    expect((await world.stored('state'))?.nextCheckAt).toBe('2026-11-23T07:00:00.000Z');
  });

  it('waits for a new token when told so', async () => {
    await (await world.claim()).report(
      {},
      { nextCheckAt: minutesFromNow(60), waitsForTokenNewerThan: '' },
      NEVER,
    );

    expect(await world.stored('state')).toMatchObject({ waitsFor: 'token', tokenVersion: '' });
  });

  it('is found among those that need attention from the time on that it says, and no more once it says none', async () => {
    await (await world.claim('run-1')).report(
      {},
      { nextCheckAt: minutesFromNow(60), attentionAt: minutesFromNow(90) },
      NEVER,
    );

    expect(await namesNeedingAttention(89)).toEqual([]);
    expect(await namesNeedingAttention(90)).toEqual(['example.com']);

    await (await world.claim('run-2')).report({}, reportAt(60), NEVER);

    expect(await namesNeedingAttention(90)).toEqual([]);
  });

  it('leaves both indexes when there is nothing more to check', async () => {
    const next = { nextCheckAt: minutesFromNow(60), attentionAt: minutesFromNow(60) };
    await (await world.claim('run-1')).report({}, next, NEVER);

    await (await world.claim('run-2')).report({}, 'never', NEVER);

    const item = await world.stored('state');
    expect(item).not.toHaveProperty('nextCheckAt');
    expect(item).not.toHaveProperty('waitsFor');
    expect(item).not.toHaveProperty('attention');
    expect(item).not.toHaveProperty('attentionAt');
  });
});
