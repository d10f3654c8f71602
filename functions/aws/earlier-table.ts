/**
 * The one table that earlier releases kept everything in. It is only read, and only where a state is not in the table of
 * states yet; the run that claims the state writes it there. Definitions are not read: the deployment that made the new
 * tables declared each certificate again.
 */
import type { Deadline } from '../engine/ports/time.ts';
import { awsErrorName } from './aws-error.ts';
import { createTableItems, type Item, type ItemKey, type TableOptions } from './table-items.ts';

/** Undefined when there is no such item, or no such table: a stack that was made later has none. */
export async function readEarlierState(
  table: TableOptions | undefined,
  key: ItemKey,
  deadline: Deadline,
): Promise<Item | undefined> {
  if (table === undefined) return undefined;
  try {
    return await createTableItems(table).read(key, deadline);
  } catch (thrown) {
    if (awsErrorName(thrown) === 'ResourceNotFoundException') return undefined;
    throw thrown;
  }
}
