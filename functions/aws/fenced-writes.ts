/**
 * The fence of a claim. Each write carries the run's id and a sequence number that is used once and only grows: a
 * write of a run that lost its claim is refused, and so is a delayed repetition of an older write. A refusal by our
 * own earlier, unanswered try is recognised and counts as success.
 */
import { ClaimLost } from '../engine/errors.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { type ClaimAttributes, parseClaimAttributes } from './item-parsers.ts';
import type { Item, ItemChange, ItemKey, TableItems } from './table-items.ts';

export type FencedWritesOptions = {
  items: TableItems;
  key: ItemKey;
  /** Unique per run: a run recognises its own writes by it. */
  runId: string;
  /** The item's sequence number right after the claim. */
  sequence: number;
};

/**
 * The item after the write; undefined when we hold the claim but the change's own condition failed.
 * @throws ClaimLost when another run holds the claim.
 */
export type FencedWrite = (change: ItemChange, deadline: Deadline) => Promise<Item | undefined>;

export function createFencedWrites({ items, key, runId, ...claim }: FencedWritesOptions): FencedWrite {
  let { sequence } = claim;
  return async (change, deadline) => {
    sequence += 1;
    const fenced = behindFence(change, runId, sequence);
    const stored = await items.update(key, fenced, deadline);
    if (stored) return stored;
    const found = (await items.read(key, deadline)) ?? {};
    const holder = parseClaimAttributes(found);
    if (isStored(fenced, holder)) return found;
    if (holder.runId === runId) return undefined;
    throw takenOver(key.certificateName);
  };
}

export function takenOver(certificateName: string): ClaimLost {
  return new ClaimLost({
    code: 'deadline-exceeded',
    disposition: 'next-run',
    subject: certificateName,
    message: `This run's claim on ${certificateName} has ended and another run has taken over; this one stops here and changes nothing more.`,
  });
}

function behindFence({ set, condition, values, ...change }: ItemChange, runId: string, sequence: number) {
  const fence = '#runId = :ownRunId AND #sequence < :sequence';
  return {
    ...change,
    set: { ...set, sequence },
    condition: condition === undefined ? fence : `${fence} AND (${condition})`,
    values: { ...values, ownRunId: runId },
  };
}

/** Whether the item shows this very write: by its sequence number or, if it gave the claim up, by who reported last. */
function isStored({ set, values }: ReturnType<typeof behindFence>, holder: ClaimAttributes): boolean {
  if (holder.runId === values.ownRunId) return holder.sequence === set.sequence;
  return 'settledRunId' in set && holder.settledRunId === values.ownRunId;
}
