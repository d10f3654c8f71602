/**
 * Counts what DynamoDB charges for (developer guide, "DynamoDB read and write operations"): a read unit is 4 KB read
 * consistently, or twice as much otherwise; a write unit is 1 KB written. Each index that a write changes is written too, twice where its
 * key changes. What is not there, and a condition that fails, costs as an item does.
 */
import type { Item } from './condition.ts';
import { sizeOf } from './item-size.ts';
import { entryOf, INDEXES } from './table-pages.ts';

export type Consumed = { calls: number; readUnits: number; writeUnits: number };

export interface CapacityMeter {
  /** All items of one call that rounds them together (a query), or one. */
  read(size: number, isConsistent: boolean | undefined): void;
  /** A call that is no item's own: a batch. */
  call(): void;
  written(before: Item | undefined, after: Item | undefined): void;
  /** What was consumed since it was asked last. */
  take(): Consumed;
}

const READ_UNIT = 4_096;
const WRITE_UNIT = 1_024;

export function createCapacityMeter(): CapacityMeter {
  let consumed: Consumed = { calls: 0, readUnits: 0, writeUnits: 0 };
  return {
    call: () => {
      consumed.calls += 1;
    },
    read: (size, isConsistent = false) => {
      consumed.readUnits += Math.max(1, Math.ceil(size / READ_UNIT)) * (isConsistent ? 1 : 0.5);
    },
    written: (before, after) => {
      consumed.writeUnits += unitsOf(Math.max(sizeOf(before), sizeOf(after)));
      for (const index of Object.values(INDEXES)) {
        const was = isIn(before, index) ? entryOf(before, index) : undefined;
        const is = isIn(after, index) ? entryOf(after, index) : undefined;
        consumed.writeUnits += indexUnits(was, is, index);
      }
    },
    take: () => {
      const taken = consumed;
      consumed = { calls: 0, readUnits: 0, writeUnits: 0 };
      return taken;
    },
  };
}

type Index = Parameters<typeof entryOf>[1];

function isIn(item: Item | undefined, { partitionKey, sortKey }: Index): item is Item {
  return item?.[partitionKey] !== undefined && item[sortKey] !== undefined;
}

function indexUnits(was: Item | undefined, is: Item | undefined, { partitionKey, sortKey }: Index): number {
  if (!was || !is) return was || is ? unitsOf(sizeOf(was ?? is)) : 0;
  if (JSON.stringify(was) === JSON.stringify(is)) return 0;
  const isSameKey = was[partitionKey] === is[partitionKey] && was[sortKey] === is[sortKey];
  return isSameKey ? unitsOf(Math.max(sizeOf(was), sizeOf(is))) : unitsOf(sizeOf(was)) + unitsOf(sizeOf(is));
}

function unitsOf(size: number): number {
  return Math.max(1, Math.ceil(size / WRITE_UNIT));
}
