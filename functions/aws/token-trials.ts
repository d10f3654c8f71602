/**
 * What became of the token when it was tried last: one item in the table of states, under a key that no certificate can have.
 * The renew function alone writes it; plan, notify and the command read it.
 */
import type { TokenTrials, TriedToken } from '../engine/ports/token-trials.ts';
import { encodeTriedToken, expectKnownSchema, parseTriedTokenItem } from './item-parsers.ts';
import { createTableItems, type ItemKey, type TableOptions } from './table-items.ts';

/** Cannot collide with a certificate: certificate names contain no slash. */
const KEY: ItemKey = { certificateName: 'token/tried', kind: 'token' };

export function createTokenTrials(table: TableOptions): TokenTrials {
  const items = createTableItems(table);
  return {
    async readTried(deadline) {
      const item = await items.read(KEY, deadline);
      if (!item) return undefined;
      // No trial could be written down, so each would be taken for the first, and the whole fleet be asked at each tick.
      expectKnownSchema(item);
      return parseTriedTokenItem(item);
    },
    async writeTried(tried: TriedToken, deadline) {
      const set = encodeTriedToken(tried);
      const condition = 'attribute_not_exists(#at) OR #at < :at OR #at > :latest';
      // A time to come would keep every later trial out.
      const latest = new Date(tried.at.getTime() + CLOCKS_DIFFER_MS).toISOString();
      await items.update(KEY, { set, condition, values: { latest } }, deadline);
    },
  };
}

const CLOCKS_DIFFER_MS = 60_000;
