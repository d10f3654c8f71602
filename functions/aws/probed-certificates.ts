/**
 * The certificates that are probed: definitions that ask for it, by their index, and states. It reads no table as a whole, and
 * writes nothing. An index trails its table by a moment: what it lacks is found at the next tick.
 */
import * as z from 'zod/mini';
import type { ProbedCertificates } from '../engine/ports/probes.ts';
import { INSTANT_OR_NONE } from '../engine/renewal/instant.ts';
import type { Lazy } from './clients.ts';
import { createQuery, readByTime, readPages } from './index-query.ts';
import { parseStateItem } from './item-parsers.ts';
import { IS_PROBED, NEXT_CHECK_INDEX, PROBE_INDEX, type TableNames, WAITS_FOR } from './table.ts';
import { createTableItems, type DocumentClient } from './table-items.ts';

export type ProbedCertificatesOptions = {
  client: Lazy<DocumentClient>;
  tables: Pick<TableNames, 'definitions' | 'states'>;
};

/** Later than any check, forged ones too. */
const END_OF_TIME = new Date('9999-12-31T23:59:59.999Z');

const PROBED = {
  IndexName: PROBE_INDEX.indexName,
  KeyConditionExpression: '#probed = :probed',
  ExpressionAttributeNames: { '#probed': PROBE_INDEX.partitionKey },
  ExpressionAttributeValues: { ':probed': IS_PROBED },
};

const managedEntry = z.object({
  certificateName: z.string(),
  notBefore: INSTANT_OR_NONE,
  notAfter: INSTANT_OR_NONE,
});

const probedEntry = z.object({
  certificateName: z.string(),
  probe: z.catch(z.array(z.catch(z.string(), '')), []),
});

export function createProbedCertificates({ client, tables }: ProbedCertificatesOptions): ProbedCertificates {
  const definitions = createQuery(client, tables.definitions);
  const queryStates = createQuery(client, tables.states);
  const states = createTableItems({ client, tableName: tables.states });
  return {
    async listManaged(deadline) {
      const partitions = Object.values(WAITS_FOR);
      const range = { until: END_OF_TIME, partitions };
      const entries = await readByTime(queryStates, NEXT_CHECK_INDEX, range, deadline);
      return z.parse(z.array(managedEntry), entries).map(({ certificateName, notBefore, notAfter }) => ({
        certificateName,
        validity: notBefore && notAfter ? { notBefore, notAfter } : undefined,
      }));
    },
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
