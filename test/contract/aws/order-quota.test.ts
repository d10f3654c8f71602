/** Our own limit on orders, on a real table with several writers. */
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createOrderQuota } from '../../../functions/aws/order-quota.ts';
import type { OrderQuota } from '../../../functions/engine/ports/acme.ts';
import { NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

const CA = 'https://ca.test/directory';
const KEY = { certificateName: 'orders/https://ca.test/directory', kind: 'orders' };
const PLAIN = { certificateAuthority: CA, isUrgent: false };
const URGENT = { certificateAuthority: CA, isUrgent: true };
const FIVE_MINUTES = NOW.toISOString();

function aQuota(now = NOW): OrderQuota {
  const { client, tables } = world;
  return createOrderQuota({
    client,
    tableName: tables.states,
    clock: { now: () => now },
    newId: () => crypto.randomUUID(),
  });
}

/** A quota whose writes go through `carry`. */
function aQuotaThatWrites(carry: (send: () => Promise<unknown>) => Promise<unknown>): OrderQuota {
  const { client, tables } = world;
  const send = (command: UpdateCommand, options: object) => {
    const sending = () => client().send(command, options);
    return command instanceof UpdateCommand ? carry(sending) : sending();
  };
  const wrapped = () => ({ send }) as unknown as ReturnType<typeof client>;
  return createOrderQuota({
    client: wrapped,
    tableName: tables.states,
    clock: { now: () => NOW },
    newId: () => crypto.randomUUID(),
  });
}

async function stored(): Promise<Record<string, unknown> | undefined> {
  const command = new GetCommand({ TableName: world.tables.states, Key: KEY, ConsistentRead: true });
  return (await world.client().send(command)).Item;
}

async function store(attributes: Record<string, unknown>): Promise<void> {
  await world
    .client()
    .send(new PutCommand({ TableName: world.tables.states, Item: { ...KEY, schema: 1, ...attributes } }));
}

describe('take', () => {
  it('counts orders in one item for the CA', async () => {
    const quota = aQuota();
    await quota.take(PLAIN, NEVER);
    await quota.take(URGENT, NEVER);

    expect(await stored()).toMatchObject({ schema: 1, counts: { [FIVE_MINUTES]: 2 } });
  });

  it('counts each CA for itself', async () => {
    await aQuota().take(PLAIN, NEVER);
    await aQuota().take({ ...PLAIN, certificateAuthority: 'https://other.test/directory' }, NEVER);

    expect(await stored()).toMatchObject({ counts: { [FIVE_MINUTES]: 1 } });
  });

  it('loses no order of 20 that are made at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => aQuota().take(PLAIN, NEVER)));

    expect(await stored()).toMatchObject({ counts: { [FIVE_MINUTES]: 20 } });
  });

  it('lets exactly as many of 20 through as there is room for', async () => {
    await store({ counts: { [FIVE_MINUTES]: 193 }, lastId: 'somebody' });

    const taken = await Promise.allSettled(Array.from({ length: 20 }, () => aQuota().take(PLAIN, NEVER)));

    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
    expect(await stored()).toMatchObject({ counts: { [FIVE_MINUTES]: 200 } });
  });

  it('fails until there is room, keeps the last hundred for urgent ones, and counts none that it refused', async () => {
    await store({ counts: { [minutesFromNow(-100).toISOString()]: 200 }, lastId: 'somebody' });

    await expect(aQuota().take(PLAIN, NEVER)).rejects.toMatchObject({
      code: 'acme-rate-limited',
      disposition: 'not-before',
      retryAt: minutesFromNow(85),
    });
    await expect(aQuota().expectRoom(PLAIN, NEVER)).rejects.toMatchObject({ retryAt: minutesFromNow(85) });
    await aQuota().expectRoom(URGENT, NEVER);
    await aQuota().take(URGENT, NEVER);
    await aQuota(minutesFromNow(85)).take(PLAIN, NEVER);

    expect(await stored()).toMatchObject({
      counts: { [FIVE_MINUTES]: 1, [minutesFromNow(85).toISOString()]: 1 },
    });
  });

  it('counts an order once when the answer to its write was lost', async () => {
    await aQuota().take(PLAIN, NEVER);
    const quota = aQuotaThatWrites((send) => {
      world.connections.loseNext(1);
      return send();
    });

    await quota.take(PLAIN, NEVER);

    expect(await stored()).toMatchObject({ counts: { [FIVE_MINUTES]: 2 } });
  });

  it('counts an order twice rather than not at all when another one has hidden that it was counted', async () => {
    let writes = 0;
    const quota = aQuotaThatWrites(async (send) => {
      writes += 1;
      if (writes > 1) return send();
      // The answer is lost, another order is counted, and the SDK sends the same write again.
      await send();
      await aQuota().take(PLAIN, NEVER);
      return send();
    });

    await quota.take(PLAIN, NEVER);

    expect(await stored()).toMatchObject({ counts: { [FIVE_MINUTES]: 3 } });
  });

  it.each([
    ['counts of another kind', { counts: 'many', lastId: 7 }],
    ['negative counts', { counts: { [FIVE_MINUTES]: -1_000 }, lastId: 'somebody' }],
    ['no counts at all', { lastId: {} }],
  ])('begins anew on %s: damage must not keep every certificate from its renewal', async (_, attributes) => {
    await store(attributes);

    await aQuota().take(PLAIN, NEVER);

    expect(await stored()).toMatchObject({ counts: { [FIVE_MINUTES]: 1 }, lastId: expect.any(String) });
  });

  it('fails and leaves the item alone when a newer release wrote it', async () => {
    await store({ schema: 2, counts: {} });

    await expect(aQuota().take(PLAIN, NEVER)).rejects.toMatchObject({ code: 'record-unreadable' });
    expect(await stored()).toEqual({ ...KEY, schema: 2, counts: {} });
  });

  it('is not among the certificates that are due', async () => {
    await aQuota().take(PLAIN, NEVER);

    expect(await world.dueIndex.findDue(minutesFromNow(1_000_000), NEVER)).toEqual([]);
  });
});
