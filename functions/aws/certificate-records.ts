/**
 * What a run reads and holds: the definition, and the claim on the state. The claim is one conditional write, so
 * of any number of runs that reach for it at once exactly one gets it; one that is past its time is free again.
 */
import type { CertificateRecords, Clock, Deadline } from '../engine/ports.ts';
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
    async claim(certificateName, runId, runUntil, deadline) {
      const hold = { certificateName, runId, runUntil, now: clock.now() };
      const item = await takeClaim(items, hold, deadline);
      return item && createStateClaim({ items, certificateName, runId, item });
    },
  };
}

type Hold = { certificateName: string; runId: string; runUntil: Date; now: Date };

async function takeClaim(
  items: TableItems,
  { certificateName, runId, runUntil, now }: Hold,
  deadline: Deadline,
): Promise<Item | undefined> {
  const key = { certificateName, kind: 'state' } as const;
  const change = {
    set: { runId, runUntil: runUntil.toISOString(), sequence: 1 },
    condition: 'attribute_not_exists(#runId) OR #runUntil < :now',
    values: { now: now.toISOString() },
  };
  const taken = await items.update(key, change, deadline);
  if (taken) return taken;
  // The SDK repeats a call whose answer was lost, and the repetition is refused: by our own claim.
  const held = await items.read(key, deadline);
  return held && parseClaimAttributes(held).runId === runId ? held : undefined;
}
