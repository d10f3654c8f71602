import { describe, expect, it } from 'vitest';
import { createStateClaim } from '../../../functions/aws/state-claim.ts';
import type { Item, TableItems } from '../../../functions/aws/table-items.ts';
import { noDeadline } from '../../support/builders.ts';

const NEVER = noDeadline();
const CLAIMED = { certificateName: 'example.com', kind: 'state', schema: 1, runId: 'run-1', sequence: 1 };

/** A table whose first write takes longer than the later ones; a failing one fails its first write. */
function slowTable({ failsFirst = false } = {}): TableItems & { written: Item[] } {
  const written: Item[] = [];
  let writes = 0;
  return {
    written,
    read: async () => CLAIMED,
    update: async (_key, { set }) => {
      writes += 1;
      const isFirst = writes === 1;
      if (isFirst) for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      if (isFirst && failsFirst) throw new Error('outage');
      written.push(set);
      return { ...CLAIMED, ...set };
    },
  };
}

function claimOn(items: TableItems) {
  return createStateClaim({ items, certificateName: 'example.com', runId: 'run-1', item: CLAIMED });
}

describe('write', () => {
  it('waits for the write before it, so that none overtakes another', async () => {
    const items = slowTable();
    const claim = claimOn(items);

    await Promise.all([claim.write({ txtRecords: [] }, NEVER), claim.write({ installations: {} }, NEVER)]);

    expect(items.written).toEqual([
      { txtRecords: [], sequence: 2 },
      { installations: {}, sequence: 3 },
    ]);
  });

  it('goes ahead when the write before it failed', async () => {
    const items = slowTable({ failsFirst: true });
    const claim = claimOn(items);

    const results = await Promise.allSettled([
      claim.write({ txtRecords: [] }, NEVER),
      claim.report({}, 'never', NEVER),
    ]);

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(items.written).toMatchObject([{ settledRunId: 'run-1', sequence: 3 }]);
  });
});
