/**
 * The claim of one run on one certificate's state: it takes the run's journal and, in the end, the report that gives the
 * claim up and sets the next check. The fence against other runs is in fenced-writes.ts.
 */

import type { NextCheck, StateClaim } from '../engine/ports/records.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { StateChanges } from '../engine/renewal/state.ts';
import { createFencedWrites, takenOver } from './fenced-writes.ts';
import { encodeStateChanges, parseClaimAttributes, parseStateItem } from './item-parsers.ts';
import { NEEDS_ATTENTION, WAITS_FOR } from './table.ts';
import type { Item, TableItems } from './table-items.ts';

export type StateClaimOptions = {
  items: TableItems;
  certificateName: string;
  runId: string;
  /** The state item as the claim left it. */
  item: Item;
  /** The table that the state was in until now. */
  movedFrom?: string | undefined;
};

export function createStateClaim(options: StateClaimOptions): StateClaim {
  const { items, certificateName, runId, item, movedFrom } = options;
  const { sequence } = parseClaimAttributes(item);
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
    remember(
      await write({ set: { ...encodeStateChanges(changes), ...release, ...encoded(next) } }, deadline),
    );
  }

  return {
    movedFrom,
    get state() {
      return state;
    },
    write: (changes, deadline) =>
      inTurn(async () => remember(await write({ set: encodeStateChanges(changes) }, deadline))),
    report: (changes, next, deadline) => inTurn(() => report(changes, next, deadline)),
  };
}

function encoded(next: NextCheck): Item {
  if (next === 'never') return OUT_OF_THE_INDEXES;
  const { nextCheckAt, attentionAt, waitsForTokenNewerThan: tokenVersion } = next;
  return {
    nextCheckAt: nextCheckAt.toISOString(),
    waitsFor: tokenVersion === undefined ? WAITS_FOR.clock : WAITS_FOR.token,
    tokenVersion,
    attention: attentionAt && NEEDS_ATTENTION,
    attentionAt: attentionAt?.toISOString(),
  };
}

const OUT_OF_THE_INDEXES = {
  nextCheckAt: undefined,
  waitsFor: undefined,
  tokenVersion: undefined,
  attention: undefined,
  attentionAt: undefined,
};

/** Runs tasks one after the other: of two writes in flight the earlier one could arrive second, and be refused. */
function createTurns(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task, task);
    last = turn.catch(() => undefined);
    return turn;
  };
}
