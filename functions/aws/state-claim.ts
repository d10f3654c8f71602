/**
 * The claim of one run on one certificate's state: it takes the run's journal and, in the end, the report that gives the
 * claim up and sets the next check. The fence against other runs is in fenced-writes.ts.
 */

import type { NextCheck, StateClaim } from '../engine/ports/records.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { StateChanges } from '../engine/renewal/state.ts';
import { createFencedWrites, takenOver } from './fenced-writes.ts';
import { encodeStateChanges, parseClaimAttributes, parseStateItem } from './item-parsers.ts';
import { WAITS_FOR } from './table.ts';
import type { Item, ItemChange, TableItems } from './table-items.ts';

export type StateClaimOptions = {
  items: TableItems;
  certificateName: string;
  runId: string;
  /** The state item as the claim left it. */
  item: Item;
};

export function createStateClaim({ items, certificateName, runId, item }: StateClaimOptions): StateClaim {
  const { sequence, lookRequests } = parseClaimAttributes(item);
  const key = { certificateName, kind: 'state' } as const;
  const write = createFencedWrites({ items, key, runId, sequence });
  const inTurn = createTurns();
  let state = parseStateItem(item);

  function remember(stored: Item | undefined): void {
    if (!stored) throw takenOver(certificateName);
    state = parseStateItem(stored);
  }

  async function report(changes: StateChanges, next: NextCheck, deadline: Deadline): Promise<void> {
    const release = { runId: undefined, runUntil: undefined, settledRunId: runId };
    const set = { ...encodeStateChanges(changes), ...release };
    const planned = await write(asPlanned(set, next, lookRequests), deadline);
    remember(planned ?? (await write({ set: { ...set, ...CHECK_ASKED_FOR } }, deadline)));
  }

  return {
    get state() {
      return state;
    },
    write: (changes, deadline) =>
      inTurn(async () => remember(await write({ set: encodeStateChanges(changes) }, deadline))),
    report: (changes, next, deadline) => inTurn(() => report(changes, next, deadline)),
  };
}

/** Keeps the stored `nextCheckAt`: that check was asked for while the run was under way. */
const CHECK_ASKED_FOR = { waitsFor: WAITS_FOR.clock, tokenVersion: undefined };

/**
 * The next check as the run wants it, on condition that no other was asked for meanwhile. Requests are counted, not
 * compared by time: one for "now" does not change a `nextCheckAt` that has passed, and would go unseen.
 */
function asPlanned(set: Item, next: NextCheck, seen: number | undefined): ItemChange {
  const unasked = seen === undefined ? 'attribute_not_exists(#lookRequests)' : '#lookRequests = :seen';
  const values = seen === undefined ? {} : { seen };
  if (next === 'never') {
    const none = { nextCheckAt: undefined, waitsFor: undefined, tokenVersion: undefined };
    return { set: { ...set, ...none }, condition: unasked, values };
  }
  const { nextCheckAt, waitsForTokenNewerThan: tokenVersion } = next;
  const check = {
    nextCheckAt: nextCheckAt.toISOString(),
    waitsFor: tokenVersion === undefined ? WAITS_FOR.clock : WAITS_FOR.token,
    tokenVersion,
  };
  return { set: { ...set, ...check }, condition: `${unasked} OR #nextCheckAt > :nextCheckAt`, values };
}

/** Runs tasks one after the other: of two writes in flight the earlier one could arrive second, and be refused. */
function createTurns(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task, task);
    last = turn.catch(() => undefined);
    return turn;
  };
}
