/**
 * What a run reads and holds: the definition, and the claim on the state. The claim is one conditional write: of all
 * runs that try for it at once, exactly one gets it. A claim past its end is free again.
 */
import type { CertificateRecords, ClaimRequest } from '../engine/ports/records.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { parseClaimAttributes, parseDefinitionItem } from './item-parsers.ts';
import { createStateClaim } from './state-claim.ts';
import { createTableItems, type Item, type TableItems, type TableOptions } from './table-items.ts';

export type CertificateRecordsOptions = TableOptions & { clock: Pick<Clock, 'now'> };

export function createCertificateRecords({ clock, ...table }: CertificateRecordsOptions): CertificateRecords {
  const items = createTableItems(table);
  return {
    async readDefinition(certificateName, deadline) {
      const item = await items.read({ certificateName, kind: 'definition' }, deadline);
      return item && parseDefinitionItem(item);
    },
    async claim(certificateName, request, deadline) {
      const item = await takeClaim(items, { ...request, certificateName, now: clock.now() }, deadline);
      return item && createStateClaim({ items, certificateName, runId: request.runId, item });
    },
  };
}

type ClaimAttempt = ClaimRequest & { certificateName: string; now: Date };

const IS_FREE = 'attribute_not_exists(#runId) OR #runUntil < :now';
const IS_UNANSWERED = 'attribute_not_exists(#failure) OR #failure.#at < :askedAt';
const EXISTS = 'attribute_exists(#schema)';

async function takeClaim(
  items: TableItems,
  { certificateName, runId, runUntil, askedAt, mustExist, now }: ClaimAttempt,
  deadline: Deadline,
): Promise<Item | undefined> {
  const key = { certificateName, kind: 'state' } as const;
  const change = {
    set: { runId, runUntil: runUntil.toISOString(), sequence: 1 },
    condition: allOf([IS_FREE, ...(askedAt ? [IS_UNANSWERED] : []), ...(mustExist ? [EXISTS] : [])]),
    values: { now: now.toISOString(), ...(askedAt && { askedAt: askedAt.toISOString() }) },
  };
  const taken = await items.update(key, change, deadline);
  if (taken) return taken;
  // The SDK repeats a call whose answer was lost, and our own claim refuses the repetition.
  const held = await items.read(key, deadline);
  return held && parseClaimAttributes(held).runId === runId ? held : undefined;
}

// Not around the only one: DynamoDB refuses redundant parentheses.
function allOf(conditions: string[]): string {
  return conditions.length === 1 ? conditions.join('') : conditions.map((each) => `(${each})`).join(' AND ');
}
