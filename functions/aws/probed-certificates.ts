/**
 * The certificates that are probed: definitions that ask for it, by their index, and states. It reads no table as a whole, and
 * writes nothing. An index trails its table by a moment: what it lacks is found at the next tick.
 */
import * as z from 'zod/mini';
import type { ProbedCertificates } from '../engine/ports/probes.ts';
import type { Lazy } from './clients.ts';
import { createQuery, readPages } from './index-query.ts';
import { parseStateItem } from './item-parsers.ts';
import { readManaged } from './named-in-index.ts';
import { IS_PROBED, PROBE_INDEX, type TableNames } from './table.ts';
import { createTableItems, type DocumentClient } from './table-items.ts';

export type ProbedCertificatesOptions = {
  client: Lazy<DocumentClient>;
  tables: Pick<TableNames, 'definitions' | 'states'>;
};

const PROBED = {
  IndexName: PROBE_INDEX.indexName,
  KeyConditionExpression: '#probed = :probed',
  ExpressionAttributeNames: { '#probed': PROBE_INDEX.partitionKey },
  ExpressionAttributeValues: { ':probed': IS_PROBED },
};

const probedEntry = z.object({
  certificateName: z.string(),
  probe: z.catch(z.array(z.catch(z.string(), '')), []),
});

export function createProbedCertificates({ client, tables }: ProbedCertificatesOptions): ProbedCertificates {
  const definitions = createQuery(client, tables.definitions);
  const queryStates = createQuery(client, tables.states);
  const states = createTableItems({ client, tableName: tables.states });
  return {
    listManaged: (deadline) => readManaged(queryStates, deadline),
    async listProbes(deadline) {
      const entries = z.parse(z.array(probedEntry), await readPages(definitions, PROBED, deadline));
      return new Map(entries.map(({ certificateName, probe }) => [certificateName, probe]));
    },
    async readState(certificateName, deadline) {
      const item = await states.read({ certificateName, kind: 'state' }, deadline);
      return item && parseStateItem(item);
    },
  };
}
