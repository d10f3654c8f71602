/**
 * Names of the tables, their keys, kinds and indexes, for the stack (which builds them) and the adapters (which read them).
 * Imports nothing, so that both sides can load it. Why each writer has a table of its own:
 * docs/decisions/0023-a-table-for-each-writer.md.
 */

/** What each table is for; its name is the stack's with this behind it. */
export const TABLE_SUFFIX = {
  /** What owners want; only they write it. */
  definitions: '-definitions',
  /** Checks that owners have asked for; a run deletes those it has served. */
  requests: '-requests',
  /** What runs know; only the holder of a claim writes it. */
  states: '-states',
  /**
   * What was told by mail, and what is seen of certificates from outside: what is served, what uses them. It can all be seen
   * again.
   */
  observations: '-observations',
} as const;

export type TableNames = Record<keyof typeof TABLE_SUFFIX, string>;

/** Of the one table that earlier releases kept definitions and states in. A run moves the state that it finds there. */
export const EARLIER_TABLE_SUFFIX = '-records';

/**
 * Each certificate has a `definition` in the one table and a `state` in the other. Each CA has one item beside the states:
 * how many orders were made there of late. One more item says what became of the token when it was tried.
 */
export const ITEM_KIND = {
  definition: 'definition',
  state: 'state',
  orders: 'orders',
  token: 'token',
  /** In the table of observations: what the probes of a certificate saw. */
  served: 'served',
  /** In the table of observations: which resources of AWS use a certificate. */
  used: 'used',
} as const;

/** Of definitions and states. */
export const TABLE_KEY = { partitionKey: 'certificateName', sortKey: 'kind' } as const;

/**
 * Of the table of observations: what was told, an item for each cause. No certificate can have this name, since theirs contain no
 * slash.
 */
export const TOLD_PARTITION = 'told/causes';

/** An id for each request: a run deletes what it has read, and no other. */
export const REQUEST_KEY = { partitionKey: 'certificateName', sortKey: 'id' } as const;

/** Only a `check` has `dueAt`, and so is in the index. `awaited` says that a deployment waits. */
export const REQUEST_KIND = { check: 'check', awaited: 'awaited' } as const;

/**
 * What owners write of a request: the role of `declare` may write no other attribute. A request with `isForced`, `isRemoval` or
 * `revocation` is a person's.
 */
export const OWNER_REQUEST_ATTRIBUTES: readonly string[] = [
  'certificateName',
  'id',
  'kind',
  'schema',
  'dueAt',
  'removalPolicy',
  'awaitedUntil',
];

/** Requests by the time from which they are due. */
export const REQUEST_INDEX = {
  indexName: 'dueAt',
  partitionKey: 'kind',
  sortKey: 'dueAt',
} as const;

/**
 * State items by the time of their next check, with copies of what tells how urgent they are. A retired certificate is
 * not in this index.
 */
export const NEXT_CHECK_INDEX = {
  indexName: 'nextCheckAt',
  partitionKey: 'waitsFor',
  sortKey: 'nextCheckAt',
  nonKeyAttributes: ['notBefore', 'notAfter', 'replaceAt', 'failedAt', 'failedTookMs', 'tokenVersion'],
} as const;

/**
 * State items by the time from which on somebody may have to know of the certificate. Whoever finds one there reads the item. A
 * retired certificate is not in this index, and neither is one without a certificate and without a failure.
 */
export const ATTENTION_INDEX = {
  indexName: 'attentionAt',
  partitionKey: 'attention',
  sortKey: 'attentionAt',
} as const;

/** The only partition of that index. */
export const NEEDS_ATTENTION = 'yes';

/** Definitions that ask for probes, with what these need to know. */
export const PROBE_INDEX = {
  indexName: 'probed',
  partitionKey: 'probed',
  sortKey: 'certificateName',
  nonKeyAttributes: ['probe'],
} as const;

/** The only partition of that index. */
export const IS_PROBED = 'yes';

/** What brings a certificate's next check: the clock alone, or a new version of the token secret as well. */
export const WAITS_FOR = { clock: 'clock', token: 'token' } as const;

/** The major version of all kinds of items. Code leaves items of a newer one alone, and says so. */
export const ITEM_SCHEMA = 1;

/** Another one makes CloudFormation declare every certificate again: when definitions are kept in another way or place. */
export const DEFINITIONS_LAYOUT = 2;
