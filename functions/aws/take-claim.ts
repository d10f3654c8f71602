/**
 * Takes the claim on a state: on the item that is there, on a new one, or on one that is moved here from the table of
 * earlier releases. Each is one conditional write, which the SDK may repeat.
 */
import type { ClaimRequest } from '../engine/ports/records.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { readEarlierState } from './earlier-table.ts';
import { parseClaimAttributes, parseStateItem } from './item-parsers.ts';
import type { Item, ItemKey, TableItems, TableOptions } from './table-items.ts';

export type ClaimPlace = { items: TableItems; earlier: TableOptions | undefined };

export type ClaimAttempt = ClaimRequest & { key: ItemKey; now: Date };

export type TakenClaim = {
  /** The state item as the claim left it. */
  item: Item;
  /** The table that the state was in until now. */
  movedFrom?: string | undefined;
};

const EXISTS = 'attribute_exists(#certificateName)';
const IS_NEW = 'attribute_not_exists(#certificateName)';
// What a clock that was wrong, or somebody, has set far ahead would keep every run away for as long.
const IS_FREE = '(attribute_not_exists(#runId) OR #runUntil < :now OR #runUntil > :latest)';
const IS_UNANSWERED = '(attribute_not_exists(#failure) OR #failure.#at < :askedAt OR #failure.#at > :latest)';

/** No claim ends later than this from now, and no failure is of later: Lambda ends a run after 15 minutes, and clocks differ. */
const LATEST_MS = 20 * 60 * 1000;

/** Undefined while another run holds it, or when a run has failed since the check was requested. */
export async function takeClaim(
  { items, earlier }: ClaimPlace,
  { key, runId, runUntil, askedAt, now }: ClaimAttempt,
  deadline: Deadline,
): Promise<TakenClaim | undefined> {
  const claim = { runId, runUntil: runUntil.toISOString(), sequence: 1 };
  /** The SDK repeats a call whose answer was lost, and our own claim refuses the repetition. */
  const ifOurs = (item: Item) => (parseClaimAttributes(item).runId === runId ? { item } : undefined);

  const taken = await items.update(
    key,
    {
      set: claim,
      condition: [EXISTS, IS_FREE, ...(askedAt ? [IS_UNANSWERED] : [])].join(' AND '),
      values: {
        now: now.toISOString(),
        latest: new Date(now.getTime() + LATEST_MS).toISOString(),
        ...(askedAt && { askedAt: askedAt.toISOString() }),
      },
    },
    deadline,
  );
  if (taken) return { item: taken };
  const held = await items.read(key, deadline);
  if (held) return ifOurs(held);

  const before = await readEarlierState(earlier, key, deadline);
  if (before && isHeld(before, now)) return undefined;
  const made = await items.update(
    key,
    { set: { ...movable(before), ...claim }, condition: IS_NEW },
    deadline,
  );
  if (made) return { item: made, ...(before && { movedFrom: earlier?.tableName }) };
  return ifOurs((await items.read(key, deadline)) ?? {});
}

/** A run of the earlier release may still be under way. */
function isHeld(item: Item, now: Date): boolean {
  return typeof item.runId === 'string' && String(item.runUntil) >= now.toISOString();
}

/** All that the item holds, except for its key, the fence and the count of requests, which have tables of their own now. */
function movable(item: Item | undefined): Item {
  if (item === undefined) return {};
  // A damaged item, or one of a newer release, is told as such and stays where it is.
  parseStateItem(item);
  const { certificateName, kind, schema, runId, runUntil, sequence, lookRequests, ...rest } = item;
  return rest;
}
