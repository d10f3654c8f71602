/**
 * Counts the orders at each CA: one item per CA in the table of states, under a key that no certificate can have. All
 * runs write it, each by compare-and-swap. The engine decides what the count allows (order-window.ts).
 */

import { RenewerError } from '../engine/errors.ts';
import { countOne, noOrderLeft, type OrderCounts } from '../engine/issuance/order-window.ts';
import type { CountedOrder, OrderQuota } from '../engine/ports/acme.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { parseOrdersItem } from './item-parsers.ts';
import { createTableItems, type ItemChange, type ItemKey, type TableOptions } from './table-items.ts';

export type OrderQuotaOptions = TableOptions & {
  clock: Pick<Clock, 'now'>;
  /** Unique for each order: it tells our own write, should its answer be lost. */
  newId(): string;
};

/** One writer wins in each round of a race, and there are no more writers than runs at once. */
const MAX_ROUNDS = 30;

export function createOrderQuota({ clock, newId, ...table }: OrderQuotaOptions): OrderQuota {
  const items = createTableItems(table);

  async function read({ certificateAuthority }: CountedOrder, deadline: Deadline) {
    const key = ordersKey(certificateAuthority);
    return parseOrdersItem({ ...key, ...(await items.read(key, deadline)) });
  }

  function withOneMore(counts: OrderCounts, { certificateAuthority, isUrgent }: CountedOrder): OrderCounts {
    const counted = countOne(counts, isUrgent, clock.now());
    if ('roomAt' in counted) throw noOrderLeft({ certificateAuthority, isUrgent, ...counted });
    return counted.counts;
  }

  /** False when another writer was faster. */
  async function tryToTake(order: CountedOrder, id: string, deadline: Deadline) {
    const { counts, lastId } = await read(order, deadline);
    // The SDK repeats a write whose answer was lost, and the repetition is refused. If another order was counted in
    // between, this one is counted twice: better than not at all.
    if (lastId === id) return true;
    const change = { set: { counts: withOneMore(counts, order), lastId: id }, ...isStill(lastId) };
    return (await items.update(ordersKey(order.certificateAuthority), change, deadline)) !== undefined;
  }

  return {
    async take(order, deadline) {
      const id = newId();
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        if (await tryToTake(order, id, deadline)) return;
      }
      throw lostEveryRace(order.certificateAuthority);
    },
    async expectRoom(order, deadline) {
      withOneMore((await read(order, deadline)).counts, order);
    },
  };
}

/** Ids are used once: where it is still the same, the item has not changed. */
function isStill(lastId: unknown): Pick<ItemChange, 'condition' | 'values'> {
  if (lastId === undefined) return { condition: 'attribute_not_exists(#lastId)' };
  return { condition: '#lastId = :seen', values: { seen: lastId } };
}

/** Cannot collide with a certificate: certificate names contain no slash. */
export function ordersKey(certificateAuthority: string): ItemKey {
  return { certificateName: `orders/${certificateAuthority}`, kind: 'orders' };
}

function lostEveryRace(certificateAuthority: string): RenewerError {
  const { host } = new URL(certificateAuthority);
  return new RenewerError({
    code: 'record-conflict',
    disposition: 'next-run',
    subject: host,
    message: `The count of orders at the CA ${host} was changed by other runs again and again while one was added to it. No order was made.`,
    advice: 'The next run tries again.',
  });
}
