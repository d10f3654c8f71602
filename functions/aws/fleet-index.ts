/**
 * Reads of all certificates what the indexes of states hold: enough for the fleet's metrics. It never scans and reads no item:
 * an entry has some 250 bytes, so a tick of a hundred certificates costs four read units. An index trails its table by a moment.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { FleetIndex } from '../engine/ports/records.ts';
import { INSTANT_OR_NONE } from '../engine/renewal/instant.ts';
import type { Lazy } from './clients.ts';
import { createQuery, readByTime } from './index-query.ts';
import { ATTENTION_INDEX, NEEDS_ATTENTION, NEXT_CHECK_INDEX, WAITS_FOR } from './table.ts';

const checked = z.object({
  certificateName: z.string(),
  notBefore: INSTANT_OR_NONE,
  notAfter: INSTANT_OR_NONE,
  failedAt: INSTANT_OR_NONE,
});

const listed = z.object({ certificateName: z.string(), attentionAt: INSTANT_OR_NONE });

/** Before all that an index holds. */
const BEGINNING = new Date(0);

export function createFleetIndex({
  client,
  tableName,
}: {
  client: Lazy<DynamoDBDocumentClient>;
  /** Of the states. */
  tableName: string;
}): FleetIndex {
  const states = createQuery(client, tableName);
  return {
    async readFleet(now, deadline) {
      const all = { after: BEGINNING, partitions: Object.values(WAITS_FOR) };
      const noticed = { until: now, partitions: [NEEDS_ATTENTION] };
      const [entries, attention] = await Promise.all([
        readByTime(states, NEXT_CHECK_INDEX, all, deadline),
        readByTime(states, ATTENTION_INDEX, noticed, deadline),
      ]);
      const attentionAt = new Map(
        z.parse(z.array(listed), attention).map((entry) => [entry.certificateName, entry.attentionAt]),
      );
      return z.parse(z.array(checked), entries).map(({ certificateName, notBefore, notAfter, failedAt }) => ({
        validity: notBefore && notAfter ? { notBefore, notAfter } : undefined,
        hasFailed: failedAt !== undefined,
        attentionAt: attentionAt.get(certificateName),
      }));
    },
  };
}
