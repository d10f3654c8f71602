/**
 * Finds the certificates that are due a check, in the indexes of states and of requests. It never scans, writes or ranks. Of
 * those that a request alone makes due, it reads from the states what tells how urgent they are. An
 * index trails its table by a moment: a certificate may be found once too often (the claim stops that run) or one tick late.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DueCertificate, DueIndex } from '../engine/ports/records.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { INSTANT_OR_NONE } from '../engine/renewal/instant.ts';
import { createBatchGet, inBatches, MOST_KEYS } from './batch-get.ts';
import type { Lazy } from './clients.ts';
import { createQuery, readByTime } from './index-query.ts';
import {
  ITEM_KIND,
  NEXT_CHECK_INDEX,
  REQUEST_INDEX,
  REQUEST_KIND,
  type TableNames,
  WAITS_FOR,
} from './table.ts';

export type DueIndexOptions = {
  client: Lazy<DynamoDBDocumentClient>;
  tables: Pick<TableNames, 'states' | 'requests'>;
  /** Entries of one answer: an entry has some 250 bytes, and DynamoDB sends 1 MB at most. @default 1000 */
  pageSize?: number | undefined;
};

/**
 * No rule sets a check later than this: a limit's `Retry-After` counts for a week at most. What is beyond was written by a clock
 * that was wrong, or by somebody, and is due at once: nothing else would ever bring that certificate's check.
 */
const LATEST_CHECK_MS = 8 * 24 * 60 * 60 * 1000;

const dueEntry = z.object({
  certificateName: z.string(),
  nextCheckAt: INSTANT_OR_NONE,
  notBefore: INSTANT_OR_NONE,
  notAfter: INSTANT_OR_NONE,
  replaceAt: INSTANT_OR_NONE,
  failedAt: INSTANT_OR_NONE,
  failedTookMs: z.catch(z.number().check(z.nonnegative()), 0),
});

const waitingEntry = z.extend(dueEntry, { tokenVersion: z.optional(z.string()) });

const COPIES = ['notBefore', 'notAfter', 'replaceAt', 'failedAt', 'failedTookMs'] as const;

const requestEntry = z.object({ certificateName: z.string(), dueAt: INSTANT_OR_NONE });

export function createDueIndex({ client, tables, pageSize = 1_000 }: DueIndexOptions): DueIndex {
  const states = createQuery(client, tables.states);
  const requests = createQuery(client, tables.requests);
  const readCopies = createReadCopies(client, tables.states);
  return {
    async findDue(now, deadline) {
      const range = { until: now, pageSize };
      const beyond = { after: new Date(now.getTime() + LATEST_CHECK_MS), pageSize };
      const partitions = Object.values(WAITS_FOR);
      const [due, tooLate, asked] = await Promise.all([
        readByTime(states, NEXT_CHECK_INDEX, { ...range, partitions }, deadline),
        readByTime(states, NEXT_CHECK_INDEX, { ...beyond, partitions }, deadline),
        // Deployments that wait are no checks, and have no `dueAt`.
        readByTime(requests, REQUEST_INDEX, { ...range, partitions: [REQUEST_KIND.check] }, deadline),
      ]);
      const byState = z
        .parse(z.array(dueEntry), [...due, ...tooLate])
        .map((entry) => toDueCertificate(entry, now));
      const known = new Set(byState.map(({ certificateName }) => certificateName));
      const byRequest = z.parse(z.array(requestEntry), asked).flatMap(({ certificateName, dueAt }) => {
        if (known.has(certificateName)) return [];
        known.add(certificateName);
        return [{ certificateName, nextCheckAt: dueAt ?? now }];
      });
      const copies = await readCopies(byRequest.map(nameOf), deadline);
      const asAsked = byRequest.map((one) =>
        toDueCertificate({ ...NO_COPIES, ...copies.get(one.certificateName), ...one }, now),
      );
      return [...byState, ...asAsked];
    },
    async findWaitingForToken(now, deadline) {
      const range = { after: now, partitions: [WAITS_FOR.token], pageSize };
      const waiting = await readByTime(states, NEXT_CHECK_INDEX, range, deadline);
      return z.parse(z.array(waitingEntry), waiting).map(({ tokenVersion, ...entry }) => {
        const { failed: _, ...certificate } = toDueCertificate(entry, now);
        return { ...certificate, seenVersion: tokenVersion ?? '' };
      });
    },
  };
}

function toDueCertificate(
  { certificateName, nextCheckAt, ...copies }: z.output<typeof dueEntry>,
  now: Date,
): DueCertificate {
  const { notBefore, notAfter, replaceAt, failedAt, failedTookMs: tookMs } = copies;
  const validity = notBefore && notAfter ? { notBefore, notAfter } : undefined;
  return {
    certificateName,
    dueSince: nextCheckAt && nextCheckAt < now ? nextCheckAt : now,
    validity,
    replaceAt,
    failed: failedAt && { at: failedAt, tookMs },
  };
}

const NO_COPIES = {
  notBefore: undefined,
  notAfter: undefined,
  replaceAt: undefined,
  failedAt: undefined,
  failedTookMs: 0,
};

function nameOf({ certificateName }: { certificateName: string }): string {
  return certificateName;
}

/** A deployment of a whole fleet may ask for so many at once. What is over ranks as never issued. */
const MOST_COPIES = 10 * MOST_KEYS;

/** By the certificate's name. What is damaged, or not answered for now, ranks as never issued. */
function createReadCopies(client: () => DynamoDBDocumentClient, tableName: string) {
  const attributes = ['certificateName', ...COPIES];
  const readBatch = createBatchGet({ client, tableName, attributes, mostRounds: 1 });
  return async (certificateNames: readonly string[], deadline: Deadline) => {
    const copies = new Map<string, z.output<typeof dueEntry>>();
    for (const names of inBatches(certificateNames.slice(0, MOST_COPIES))) {
      const { items } = await readBatch(ITEM_KIND.state, names, deadline);
      for (const one of z.parse(z.array(dueEntry), items)) copies.set(one.certificateName, one);
    }
    return copies;
  };
}
