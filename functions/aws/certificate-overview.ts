/**
 * Reads what a renewer's tables hold, for the person at the command: all certificates, or one. It writes nothing. A record that
 * is damaged, or of a later release, is told with its certificate and hides no other.
 */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { asRenewerError, listed, RenewerError } from '../engine/errors.ts';
import type { Served, Used } from '../engine/ports/probes.ts';
import type { CertificateOverview, KnownCertificate } from '../engine/ports/renewers.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { INSTANT_OR_NONE } from '../engine/renewal/instant.ts';
import { callAws } from './aws-error.ts';
import { createBatchGet, inBatches } from './batch-get.ts';
import type { Lazy } from './clients.ts';
import { parseDefinitionItem, parseOrdersItem, parseStateItem, parseTriedTokenItem } from './item-parsers.ts';
import { observationsIn } from './observations.ts';
import { ordersKey } from './order-quota.ts';
import type { Person } from './person-advice.ts';
import { ITEM_KIND, type TableNames } from './table.ts';
import { createTableItems, type DocumentClient, type Item, type TableOptions } from './table-items.ts';

export type CertificateOverviewOptions = {
  client: Lazy<DocumentClient>;
  /** Whose credentials make the calls. */
  caller: Person;
  /** A renewer of an earlier release has no table of observations. */
  tables: Pick<TableNames, 'definitions' | 'states'> & Partial<Pick<TableNames, 'observations'>>;
};

/** Of 1 MB each: fifty thousand certificates and more. */
const MAX_PAGES = 200;

export function createCertificateOverview(options: CertificateOverviewOptions): CertificateOverview {
  const { client, caller, tables } = options;
  const definitions: TableOptions = { client, tableName: tables.definitions, caller };
  const states: TableOptions = { client, tableName: tables.states, caller };
  const observations: TableOptions | undefined = tables.observations
    ? { client, tableName: tables.observations, caller }
    : undefined;
  const items = { definitions: createTableItems(definitions), states: createTableItems(states) };
  const seen = observations && createTableItems(observations);
  return {
    async listCertificates(deadline) {
      const [declared, known, observed] = await Promise.all([
        scan(definitions, [ITEM_KIND.definition], deadline),
        scan(states, [ITEM_KIND.state, ITEM_KIND.token, ITEM_KIND.orders], deadline),
        observations ? scan(observations, [ITEM_KIND.served, ITEM_KIND.used], deadline) : { items: [] },
      ]);
      const { served, used } = observationsIn(observed.items);
      const definitionOf = byName(declared.items);
      const stateOf = byName(known.items.filter(({ kind }) => kind === ITEM_KIND.state));
      const ordersOf = byName(known.items.filter(({ kind }) => kind === ITEM_KIND.orders));
      const tried = known.items.find(({ kind }) => kind === ITEM_KIND.token);
      const names = [...new Set([...definitionOf.keys(), ...stateOf.keys()])];
      return {
        certificates: names.map((name) => {
          const found = { definition: definitionOf.get(name), state: stateOf.get(name) };
          const seenOf = { served: served.get(name), used: used.get(name) };
          return withOrders(knownCertificate(name, { ...found, ...seenOf }), (key) => ordersOf.get(key));
        }),
        isComplete: declared.isComplete && known.isComplete,
        token: tried && parseTriedTokenItem(tried),
      };
    },
    async describeCertificate(certificateName, deadline) {
      const [definition, state, ...observed] = await Promise.all([
        items.definitions.read({ certificateName, kind: 'definition' }, deadline),
        items.states.read({ certificateName, kind: 'state' }, deadline),
        seen?.read({ certificateName, kind: 'served' }, deadline),
        seen?.read({ certificateName, kind: 'used' }, deadline),
      ]);
      if (!definition && !state) return undefined;
      const { served, used } = observationsIn(observed.filter((item) => item !== undefined));
      const seenOf = { served: served.get(certificateName), used: used.get(certificateName) };
      const known = knownCertificate(certificateName, { definition, state, ...seenOf });
      const authority = known.definition?.certificateAuthority;
      const orders = authority && (await items.states.read(ordersKey(authority), deadline));
      return withOrders(known, () => orders || undefined);
    },
    async readCertificates(certificateNames, deadline) {
      const [declared, known] = await Promise.all([
        readAll(definitions, ITEM_KIND.definition, certificateNames, deadline),
        readAll(states, ITEM_KIND.state, certificateNames, deadline),
      ]);
      return [...new Set(certificateNames)]
        .filter((name) => declared.has(name) || known.has(name))
        .map((name) => knownCertificate(name, { definition: declared.get(name), state: known.get(name) }));
    },
  };
}

/** What is throttled comes back. */
const MOST_ROUNDS = 5;

async function readAll(
  table: TableOptions,
  kind: string,
  certificateNames: readonly string[],
  deadline: Deadline,
): Promise<Map<string, Item>> {
  const readBatch = createBatchGet({ ...table, isConsistent: true, mostRounds: MOST_ROUNDS });
  const found: Item[] = [];
  for (const names of inBatches([...new Set(certificateNames)])) {
    const { items, unread } = await readBatch(kind, names, deadline);
    if (unread.length > 0) throw unanswered(table, unread);
    found.push(...items);
  }
  return byName(found);
}

function unanswered({ tableName }: TableOptions, unread: readonly string[]): RenewerError {
  return new RenewerError({
    code: 'aws-failed',
    disposition: 'next-run',
    subject: `table ${tableName}`,
    message: `DynamoDB did not read ${listed(unread, 3)} in the table ${tableName}, however often it was asked: the table is throttled.`,
    advice: 'Try again in a minute.',
  });
}

async function scan(
  { client, tableName, caller }: TableOptions,
  kinds: readonly string[],
  deadline: Deadline,
): Promise<{ items: Item[]; isComplete: boolean }> {
  const call = { action: 'dynamodb:Scan', resource: `table ${tableName}`, caller };
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const command = new ScanCommand({
      TableName: tableName,
      FilterExpression: kinds.map((_, i) => `#kind = :kind${i}`).join(' OR '),
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: Object.fromEntries(kinds.map((kind, i) => [`:kind${i}`, kind])),
      ExclusiveStartKey,
    });
    const answer = await callAws(call, deadline, (options) => client().send(command, options));
    items.push(...(answer.Items ?? []));
    ExclusiveStartKey = answer.LastEvaluatedKey;
    if (ExclusiveStartKey === undefined) return { items, isComplete: true };
  }
  return { items, isComplete: false };
}

const NAMED = z.object({ certificateName: z.string() });

function byName(items: Item[]): Map<string, Item> {
  return new Map(
    items.flatMap((item) => {
      const named = z.safeParse(NAMED, item).data;
      return named ? [[named.certificateName, item] as const] : [];
    }),
  );
}

/** Of a definition's item, beside what its parser reads. */
const WRITTEN = z.object({ updatedAt: INSTANT_OR_NONE });

type Found = {
  definition: Item | undefined;
  state: Item | undefined;
  served?: Served | undefined;
  used?: Used | undefined;
};

function knownCertificate(
  certificateName: string,
  { definition, state, served, used }: Found,
): KnownCertificate {
  const seen = { served, usedBy: used?.usedBy, usesReadAt: used?.at };
  try {
    const stored = definition && parseDefinitionItem(definition);
    return {
      certificateName,
      definition: stored?.definition,
      owner: stored?.owner,
      declaredAt: definition && z.parse(WRITTEN, definition).updatedAt,
      state: state && parseStateItem(state),
      ...seen,
    };
  } catch (thrown) {
    return { certificateName, unreadable: asRenewerError(thrown), ...seen };
  }
}

/** Counts that are damaged are left out: they say nothing about the certificate. */
function withOrders(known: KnownCertificate, ordersAt: (key: string) => Item | undefined): KnownCertificate {
  const authority = known.definition?.certificateAuthority;
  const item = authority === undefined ? undefined : ordersAt(ordersKey(authority).certificateName);
  if (!item) return known;
  try {
    return { ...known, ordersAtCa: parseOrdersItem(item).counts };
  } catch {
    return known;
  }
}
