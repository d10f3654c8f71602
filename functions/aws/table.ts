/**
 * Names of the table's keys, kinds and indexes, for the stack (which builds the table) and the adapters (which read it).
 * Imports nothing, so that both sides can load it.
 */

/**
 * Each certificate has two items: what its owner wants (`definition`) and what runs know of it (`state`). Each CA has
 * one: how many orders were made there of late.
 */
export const ITEM_KIND = { definition: 'definition', state: 'state', orders: 'orders' } as const;

export const TABLE_KEY = { partitionKey: 'certificateName', sortKey: 'kind' } as const;

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

/** What brings a certificate's next check: the clock alone, or a new version of the token secret as well. */
export const WAITS_FOR = { clock: 'clock', token: 'token' } as const;

/** The major version of all kinds of items. Code leaves items of a newer one alone, and says so. */
export const ITEM_SCHEMA = 1;
