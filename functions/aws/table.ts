/**
 * Names of the table's keys, kinds and indexes: the one place that the stack (which builds the table) and
 * the adapters (which read it) share. Imports nothing, so both sides can load it.
 */

/**
 * Two items a certificate: what it shall be (`definition`) and what is known about it (`state`); and one item a CA: how many
 * orders were made there of late.
 */
export const ITEM_KIND = { definition: 'definition', state: 'state', orders: 'orders' } as const;

export const TABLE_KEY = { partitionKey: 'certificateName', sortKey: 'kind' } as const;

/**
 * Who is due: state items by the time of their next look, with copies of what says how urgent they are. A retired
 * certificate has left this index.
 */
export const NEXT_CHECK_INDEX = {
  indexName: 'nextCheckAt',
  partitionKey: 'waitsFor',
  sortKey: 'nextCheckAt',
  nonKeyAttributes: ['notBefore', 'notAfter', 'replaceAt', 'tokenVersion'],
} as const;

/** What brings a certificate's next look: the clock alone, or a new version of the token secret as well. */
export const WAITS_FOR = { clock: 'clock', token: 'token' } as const;

/** The major version of both item kinds. Code leaves items of a newer one alone, loudly. */
export const ITEM_SCHEMA = 1;
